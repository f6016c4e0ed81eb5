"""The progress of a broadcast: a message to the official who began it, edited as it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.messages import announcement_taps
from domain.messages.message import Outgoing
from locales import _, translate
from storage.messages import broadcasts, outbox

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.messages.broadcasts import Broadcast

STATES = {
    broadcasts.SENDING: _("Going out"),
    broadcasts.STOPPED: _("Stopped"),
    broadcasts.DONE: _("Done"),
}


@dataclass(frozen=True, slots=True)
class ProgressMessage:
    """The message that shows the progress, as an outbox row of one chat."""

    row_id: int
    channel: str
    chat: str
    language: str
    text: str
    """Its text now."""


def text(notifier: Notifier, one: Broadcast, language: str) -> str:
    """The text of the progress, in a language."""
    progress = broadcasts.progress(notifier.tx, one)
    return translate(
        _("<b>{state}</b>\nSent {sent} · waiting {waiting} · unreachable {unreachable}"),
        language,
        state=STATES[one.state],
        sent=progress.sent,
        waiting=progress.waiting,
        unreachable=progress.unreachable,
    )


def buttons(one: Broadcast) -> list[list[Button]]:
    """The buttons of the progress; none after the end."""
    if one.state != broadcasts.SENDING:
        return []
    return [[Button(_("Stop it"), announcement_taps.Stop(one.id))]]


def follow(notifier: Notifier, one: Broadcast, message: ProgressMessage) -> None:
    """Store the message, so that `update` edits it from now on."""
    broadcasts.note(
        notifier.tx,
        one,
        progress=message.row_id,
        channel=message.channel,
        chat=message.chat,
        language=message.language,
        shown=message.text,
    )


def show(notifier: Notifier, broadcast_id: int) -> None:
    """Edit the progress message of a broadcast if its text changed."""
    one = broadcasts.by_id(notifier.tx, broadcast_id)
    if one is None or not one.payload.get("progress"):
        return
    language = one.payload["language"]
    html = text(notifier, one, language)
    if html == one.payload.get("shown"):
        return
    broadcasts.note(notifier.tx, one, shown=html)
    choices = notifier.translated(buttons(one), language)
    outbox.put(
        notifier.tx,
        channel=one.payload["channel"],
        chat=one.payload["chat"],
        now=notifier.now,
        message=Outgoing(html, choices, how=notifier.how(choices, language)),
        operation="edit",
        target_row=one.payload["progress"],
        rank=outbox.NOTICE,
        topic=f"progress:{one.id}",
        origin="broadcasts",
    )


def update(notifier: Notifier) -> None:
    """Job: end the broadcasts without waiting messages, and edit the progress of each."""
    for one in broadcasts.sending(notifier.tx):
        if one.payload.get("fed") and broadcasts.progress(notifier.tx, one).waiting == 0:
            broadcasts.finish(notifier.tx, one, broadcasts.DONE, notifier.now)
        show(notifier, one.id)
