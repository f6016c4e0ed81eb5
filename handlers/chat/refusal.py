"""Show a refusal in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locales import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.buttons import Button
    from actions.refusals import Refusal
    from handlers.chat.turn import Turn


def refuse(turn: Turn, refusal: Refusal, *, choices: Sequence[Sequence[Button]] = ()) -> None:
    """Say why, with the ways on that are left."""
    turn.say(refusal.words, choices=choices, **refusal.values)


def refuse_role(turn: Turn, what: str) -> None:
    """Log that the sender's role does not include `what`, and say so."""
    turn.log("refused", what)
    if turn.official is None:
        turn.say(_("That is for officials only. Just write what you want to say, or /help."))
    else:
        turn.say(_("Your role does not include that. /help shows what it does."))
