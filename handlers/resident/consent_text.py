"""What a resident reads before they agree that their words are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locales import _

if TYPE_CHECKING:
    from handlers.chat.turn import Turn


def consent_details(turn: Turn) -> str:
    """The text about the stored data: which, why, how long, who sees it, and the rights."""
    return turn.text(
        _(
            "<b>What is kept:</b> your words, photos, the place, the name your app shows.\n"
            "<b>Why:</b> to settle what you send and to answer you.\n"
            "<b>How long:</b> {years} years after the case is closed; what you do not send, {days} "
            "days.\n"
            "<b>Who sees it:</b> only the officials in charge. Nobody is scored or judged by what "
            "they write.\n"
            "You may have it shown or erased at any time: /riengtu. Or call {phone}."
        ),
        years=turn.organisation.retention.case_years,
        days=turn.organisation.retention.draft_days,
        phone=turn.organisation.desk.phone,
    )
