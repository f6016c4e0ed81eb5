"""The link that opens a consultation, and a text that announces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.consultations import consultation_taps
from locales import _, translate

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.consultations.consultations import Consultation


def deep_link(notifier: Notifier, channel: str, consultation: Consultation) -> str:
    """The link that opens it in the chat; empty where the service has none."""
    pattern = notifier.commune.channels[channel].deep_link
    return pattern.format(
        bot=notifier.commune.bot_names.get(channel, ""),
        payload=f"{consultation_taps.LINK}-{consultation.code}",
    )


def invitation(notifier: Notifier, channel: str, consultation: Consultation) -> str:
    """An announcement of it, in Vietnamese, with the link of `channel`: a proposal to edit."""
    return translate(
        _("The plan “{title}” is open for opinions until {day}. To say what you think: {link}"),
        "vi",
        title=consultation.title,
        day=notifier.organisation.local(consultation.closes_at).date(),
        link=deep_link(notifier, channel, consultation) or "/gopy",
    )
