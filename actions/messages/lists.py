"""Lists with the words of several residents, on an official's screen: they do not stay there.

A message about one case goes when its resident erases it. A list has no one resident, so its text is
overwritten after some hours, and at once when anybody erases their data.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from locales import _, translate
from storage import tasks
from storage.messages import sent_messages
from storage.people import people

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.people.people import Person

SHOWN_FOR = timedelta(hours=12)


def topic(notifier: Notifier, reader: Person) -> str:
    """A topic for a list that is about to be shown to this official; the list is overwritten later."""
    made = f"list:{secrets.token_hex(6)}"
    payload = {"topic": made, "person": reader.id}
    tasks.add(notifier.tx, tasks.EXPIRE, payload, notifier.now + SHOWN_FOR)
    return made


def expire(notifier: Notifier, topic: str, person_id: int) -> None:
    """Task: overwrite the list on the screen, if the channel can, and delete its text here."""
    reader = people.by_id(notifier.tx, person_id)
    words = translate(
        _("This list is no longer shown. Please ask for it again."),
        reader.language if reader else "vi",
    )
    for shown in sent_messages.of_topic(notifier.tx, person_id, topic):
        if notifier.commune.channels[shown.channel].edits:
            sent_messages.overwrite(notifier.tx, shown, words, now=notifier.now)
        else:  # an edit would be one more message
            sent_messages.forget_words(notifier.tx, shown)
