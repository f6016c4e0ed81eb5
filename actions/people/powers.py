"""Dismiss officials; what ends when an official's powers end or become fewer.

Their cases go back to the unit, their invitations end, what they began in a form is erased, what waits
for them is withdrawn, and the cards on their screens are replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cases.messages import cards
from actions.cases.record import Happening, record
from actions.cases.unread import tell_of_unread
from actions.people import call_backs, command_menu
from actions.people.people_refusals import NoPowers, OnlyAdministrators
from actions.permit import is_permitted, may_act, permit
from domain.cases.acts import Act
from domain.cases.states import CaseState
from domain.cases.tracking_code import format_code
from domain.people.permissions import Relation, may, roles_for
from domain.people.roles import STAFF, Role
from locales import Markup, _
from storage.cases import card_messages, sealed, worklist
from storage.messages import office_messages, sent_messages
from storage.people import linking, officials, people
from storage.updates import conversations

if TYPE_CHECKING:
    from actions.desk import Desk
    from actions.notifier import Notifier
    from storage.cases.submissions import Submission
    from storage.people.officials import Official
    from storage.people.people import Person


def may_give(official: Official, role: Role) -> bool:
    """Whether the official may give this role: a head may give all except administrator."""
    is_admin = official.role == Role.ADMIN
    return (
        role in STAFF
        and may(Role(official.role), Act.INVITE, Relation.NO_CASE)
        and (is_admin or role is not Role.ADMIN)
    )


def dismissable(desk: Desk, official_id: int) -> Official:
    """The official, if they may be dismissed. Raises `NoPowers`, `OnlyAdministrators`."""
    permit(desk, Act.DISMISS, refusal=OnlyAdministrators)
    found = officials.by_id(desk.tx, official_id)
    if found is None or all(one.id != found.id for one in officials.active(desk.tx)):
        raise NoPowers
    if not may_dismiss(desk, found):
        raise OnlyAdministrators
    return found


def may_dismiss(desk: Desk, found: Official) -> bool:
    """Whether the acting official may dismiss them.

    Nobody dismisses themselves, and only administrators dismiss administrators.
    """
    if found.id == desk.official.id or not is_permitted(desk, Act.DISMISS):
        return False
    return desk.official.role == Role.ADMIN or found.role != Role.ADMIN


def dismiss(desk: Desk, official_id: int) -> Official:
    """End their powers, and leave their open cases to the unit.

    Raises `NoPowers`, `OnlyAdministrators`.
    """
    found = dismissable(desk, official_id)
    officials.remove(desk.tx, found.id, desk.now)
    before = {"role": found.role, "cases": settle(desk, found)}
    desk.log(Act.DISMISS, f"official:{found.id}", before=before)
    return found


def settle(who: Notifier, before: Official) -> list[str]:
    """End what an official may not do any more; returns the codes of the cases without assignee now.

    `before` is the official with their former powers. The new ones, or their end, are stored already.
    """
    now = next((one for one in officials.active(who.tx) if one.id == before.id), None)
    _end_invitations(who, before, now)
    _end_forms(who, before, now)
    office_messages.withdraw(who.tx, before.person_id)
    _take_cards(who, before, now)
    if now is None:
        _hide_numbers(who, before)
    person = people.by_id(who.tx, before.person_id)
    if person is not None:
        command_menu.show(who, person, Role(now.role) if now else Role.RESIDENT)
        if now is None:
            who.notify(
                person,
                _(
                    "You do not work with this bot for the office any more. What you had begun and "
                    "not sent is erased. You can write here as any resident can."
                ),
            )
    codes = _release(who, before, now)
    tell_of_unread(who)
    return codes


def _release(who: Notifier, before: Official, now: Official | None) -> list[str]:
    """Leave their cases to the unit, and tell its officers of those that need work."""
    released = [
        record(who, case, Act.RELEASE, Happening(public=False), assignee_id=None).case
        for case in worklist.assigned_to(who.tx, before.id)
        if now is None or not may_act(who, now, Act.ANSWER, case)
    ]
    theirs: dict[int, list[Submission]] = {}
    readers: dict[int, Person] = {}
    for case in released:
        if case.state == CaseState.ANSWERED:
            continue
        for official, person in cards.handlers_of(who, case):
            theirs.setdefault(official.id, []).append(case)
            readers[official.id] = person
    for official_id, some in theirs.items():
        who.notify(
            readers[official_id],
            _("{name} does not handle these cases any more, and nobody has them now: {list}"),
            name=before.name,
            list=Markup(
                "\n" + "\n".join(f"• <code>{format_code(case.code)}</code>" for case in some)
            ),
            not_before=who.when_for(readers[official_id]),
            origin="released",
        )
    return [case.code for case in released]


def _end_invitations(who: Notifier, before: Official, now: Official | None) -> None:
    """End the open invitations that they may not give any more, and tell whoever waits."""
    ended = [role for role in Role if now is None or not may_give(now, role)]
    for used_by in officials.end_invitations(who.tx, before.id, ended, who.now):
        waits = people.by_id(who.tx, used_by)
        if waits is not None:
            who.notify(
                waits,
                _(
                    "The link that you opened is not valid any more. Please ask the office for a new one."
                ),
            )


def _end_forms(who: Notifier, before: Official, now: Official | None) -> None:
    """Erase what they began in the forms of the office that they may not finish any more."""
    forms = who.commune.office_forms
    for state in conversations.of_person(who.tx, before.person_id):
        act = forms.get(state.form)
        draft = state.draft
        if act is not None and (now is None or Role(now.role) not in roles_for(act)):
            state.leave_form()
            state.draft.paused = draft.paused
        if now is None:
            state.draft.free_text = state.draft.group_reply = None
            state.close_choices()
        conversations.save(who.tx, state)


def _take_cards(who: Notifier, before: Official, now: Official | None) -> None:
    """Replace the cards on their screens of open cases that they may not open any more."""
    chats = [(one.channel, one.chat) for one in linking.accounts(who.tx, before.person_id)]
    for case in card_messages.cases_in(who.tx, chats):
        if now is None or not may_act(who, now, Act.OPEN, case):
            cards.refresh(who, case, only=before.person_id)


def _hide_numbers(who: Notifier, before: Official) -> None:
    """Delete the numbers of call-backs from the messages that showed them."""
    for wish in sealed.open_calls(who.tx):
        for shown in sent_messages.of_topic(who.tx, before.person_id, call_backs.topic(wish)):
            sent_messages.overwrite(who.tx, shown, format_code(wish.code), now=who.now)
