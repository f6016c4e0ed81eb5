"""Notify everybody who gave an opinion, once, of the unit's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.buttons import Button
from actions.consultations import consultation_taps
from actions.consultations.consultation_texts import DISPOSITIONS, STANCES
from locales import Markup, _, translate
from storage.consultations import consultations, opinions
from storage.messages import outbox

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from storage.consultations.consultations import Consultation
    from storage.messages.broadcasts import Broadcast
    from storage.people.people import Person


def contributors(notifier: Notifier, one: Broadcast, limit: int) -> list[int]:
    """The ids of the next people to notify, in order."""
    return opinions.contributors(
        notifier.tx, one.payload["consultation"], after=one.cursor, limit=limit
    )


def tell_contributor(notifier: Notifier, one: Broadcast, person: Person) -> None:
    """Send a contributor the answers to their opinions; a discreet notice has no content."""
    consultation = consultations.by_id(notifier.tx, one.payload["consultation"])
    if consultation is None:
        return
    words = (
        _("There is news for you.") if person.discreet else _words(notifier, consultation, person)
    )
    button = Button(_("Open"), consultation_taps.Opine(consultation.code))
    notifier.notify(
        person,
        words,
        origin=one.origin,
        rank=outbox.BROADCAST,
        not_before=notifier.organisation.polite(notifier.now),
        choices=[[button]] if person.discreet else (),
    )


def _words(notifier: Notifier, consultation: Consultation, person: Person) -> Markup:
    stances = opinions.stances_of(notifier.tx, consultation.id, person.id)
    parts = [
        translate(
            _("The answer on the plan “{title}” that you spoke about:"),
            person.language,
            title=consultation.title,
        )
    ]
    parts += [
        translate(
            _("You said: {stance}.\n<b>{disposition}</b>: {answer}"),
            person.language,
            stance=STANCES[answer.stance],
            disposition=DISPOSITIONS[answer.disposition],
            answer=answer.body,
        )
        for answer in consultations.answers(notifier.tx, consultation.id)
        if answer.stance in stances
    ]
    if person.language != "vi":
        parts.append(translate(_("(The unit's words are not translated.)"), person.language))
    return Markup("\n\n".join(parts))
