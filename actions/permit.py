"""Check, at the moment of writing, that the actor may do an act and saw the newest version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.desk import Desk
from actions.refusals import NotYourRole, NotYours, Stale
from domain.messages.message import name_as_words
from domain.people.permissions import Relation, may
from domain.people.roles import Role
from domain.reading import classify
from storage.cases import events, files
from storage.cases.submissions import Submission
from storage.messages import personal_texts
from storage.people import officials

if TYPE_CHECKING:
    from actions.notifier import Notifier
    from actions.refusals import Refusal
    from actions.seat import Seat
    from domain.cases.acts import Act
    from storage.consultations.consultations import Consultation
    from storage.people.officials import Official


def permit(
    who: Desk | Seat,
    act: Act,
    of: Submission | Consultation | None = None,
    *,
    seen: int | None = None,
    refusal: type[Refusal] | None = None,
) -> None:
    """Raise a refusal unless the actor may do the act to this case or consultation.

    `seen` is the version of the case that they saw; None skips that check. Raises `NotYours` for a
    case, `NotYourRole` otherwise, or `refusal` instead; each of them is logged. Raises `Stale`
    for an old version.
    """
    case = of if isinstance(of, Submission) else None
    if not is_permitted(who, act, of):
        subject = f"submission:{case.id}" if case else f"act:{act}"
        who.log("refused", subject, after={"act": act})
        raise (refusal or (NotYourRole if case is None else NotYours))()
    if case is not None and seen is not None and case.version != seen:
        raise Stale(case, seen)


def is_permitted(who: Desk | Seat, act: Act, of: Submission | Consultation | None = None) -> bool:
    """Whether the actor may do the act."""
    if isinstance(who, Desk):
        return may_act(who, who.official, act, of)
    if isinstance(of, Submission):
        relation = Relation.OWN if of.person_id == who.person.id else Relation.STRANGER
        return may(Role.RESIDENT, act, relation)
    # An official who acts as a resident has no powers, but keeps the limits of their role.
    return all(may(role, act, Relation.NO_CASE) for role in (Role.RESIDENT, role_of(who)))


def role_of(seat: Seat) -> Role:
    """The person's role in the organisation."""
    official_id = seat.person.official_id
    official = officials.by_id(seat.tx, official_id) if official_id else None
    return Role(official.role) if official else Role.RESIDENT


def may_act(
    notifier: Notifier,
    official: Official,
    act: Act,
    of: Submission | Consultation | None = None,
) -> bool:
    """Whether this official may do the act to that; never after their powers ended."""
    if official.removed_at is not None:
        return False
    relation = Relation.NO_CASE
    if isinstance(of, Submission):
        relation = relation_to(notifier, official, of)
    elif of is not None:
        is_own = of.unit_id == official.unit_id
        relation = Relation.OWN_UNIT if is_own else Relation.OTHER_UNIT
    return may(Role(official.role), act, relation)


def relation_to(notifier: Notifier, official: Official, case: Submission) -> Relation:
    """The relation of an official to a case. Nobody handles what they filed themselves."""
    if case.person_id == official.person_id:
        return Relation.FILED
    if case.head_only:
        words = words_of_resident(notifier, case)
        if _may_be_meant(words, official):
            return Relation.NAMED
        if official.role != Role.HEAD and official in readers_of_conduct(
            notifier, words, case.person_id
        ):
            return Relation.CHOSEN
        return Relation.CONDUCT
    if case.assignee_id == official.id:
        return Relation.ASSIGNED
    return Relation.OWN_UNIT if official.unit_id == case.unit_id else Relation.OTHER_UNIT


def words_of_resident(notifier: Notifier, case: Submission) -> str:
    """All words of the case's resident: the first ones, the place, file names, and what they added."""
    first = personal_texts.read(notifier.tx, case.words_id)
    names = [name_as_words(one.name) for one in files.of_submission(notifier.tx, case.id)]
    later = events.words_of_resident(notifier.tx, case.id)
    return "\n".join([first, case.place, *names, *later])


def readers_of_conduct(
    notifier: Notifier, words: str, filed_by: int | None = None
) -> list[Official]:
    """Who may read a report on officials' conduct: the heads whom it cannot mean.

    If there is none, the reader whom the configuration names (`Organisation.conduct_reader`), unless it
    may mean them. `filed_by` is the id of the person who files it: they are none of its readers. Empty
    if nobody may read it: then nobody may be promised that it is read.
    """
    heads = [one for one in officials.active(notifier.tx) if one.role == Role.HEAD]
    found = [one for one in heads if _may_read(words, one, filed_by)]
    if found or not notifier.organisation.conduct_reader:
        return found
    chosen = officials.named(notifier.tx, notifier.organisation.conduct_reader)
    return [chosen] if chosen is not None and _may_read(words, chosen, filed_by) else []


def _may_read(words: str, official: Official, filed_by: int | None) -> bool:
    return (
        official.role != Role.OBSERVER
        and official.person_id != filed_by
        and not _may_be_meant(words, official)
    )


def _may_be_meant(words: str, official: Official) -> bool:
    """Whether a report on conduct may mean this official: by name, or as a head by title."""
    is_leader = official.role == Role.HEAD and classify.may_mean_leader(words)
    return is_leader or classify.may_name(words, official.name)
