"""Cards: what officials see of a new case, in private and in their unit's group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain import sorting
from domain.kinds import DISCREET
from domain.roles import SEES_ALL_UNITS, Role
from domain.tracking_code import format_code
from handlers import shown
from handlers.turn import Button
from locales import Markup, Text, _, translate
from storage import files, officials, people, words

if TYPE_CHECKING:
    from handlers.turn import Turn
    from storage.officials import Official
    from storage.people import Person
    from storage.submissions import Submission

STAFF_LANGUAGE = "vi"


def buttons(case: Submission) -> list[list[Button]]:
    """What an official may do with a case at once."""
    return [
        [Button(_("Take it on"), f"take:{case.code}"), Button(_("Answer"), f"reply:{case.code}")],
        [Button(_("Ask back"), f"ask:{case.code}"), Button(_("Pass on"), f"transfer:{case.code}")],
        [Button(_("More"), f"more:{case.code}")],
    ]


def handlers_of(turn: Turn, case: Submission) -> list[tuple[Official, Person]]:
    """The officials who hear of a case: the assignee; else its unit's officers; else the head and
    the admins. What is for the head alone goes to the head alone."""
    active = officials.active(turn.tx)
    if case.head_only:
        chosen = heads_for(turn, words.read(turn.tx, case.words_id))
    elif case.assignee_id is not None:
        chosen = [one for one in active if one.id == case.assignee_id]
    else:
        chosen = [
            one for one in active if one.role == Role.OFFICER and one.unit_id == case.unit_id
        ]
    if not chosen and not case.head_only:
        chosen = [one for one in active if Role(one.role) in SEES_ALL_UNITS]
    found = [(one, people.by_id(turn.tx, one.person_id)) for one in chosen]
    return [(one, person) for one, person in found if person is not None]


def heads_for(turn: Turn, body: str) -> list[Official]:
    """The heads who may read about officials' conduct: never one whom the words name."""
    return [
        one
        for one in officials.active(turn.tx)
        if one.role == Role.HEAD and not sorting.names(body, one.name)
    ]


def announce(turn: Turn, case: Submission) -> None:
    """Tell the officers of a new case; emergencies do not wait for the morning."""
    body = words.read(turn.tx, case.words_id)
    for official, person in handlers_of(turn, case):
        at = turn.now if case.urgent else turn.when_for(person)
        turn.notify(
            person, Markup(card(turn, case, body, language=person.language)), choices=buttons(case),
            not_before=at, submission_id=case.id, about=case.person_id,
            origin=f"card:{official.role}",
        )  # fmt: skip
        for file in files.of_submission(turn.tx, case.id):
            turn.pass_file(
                person, file, not_before=at, submission_id=case.id, about=case.person_id
            )
    if not case.head_only:
        for channel, chat in officials.groups_of(turn.tx, case.unit_id):
            turn.tell_group(
                channel, chat, group_card(turn, case, body), choices=_open(turn, channel, case),
                submission_id=case.id,
            )  # fmt: skip


def card(turn: Turn, case: Submission, body: str, *, language: str) -> str:
    """The card in private: everything its handler needs."""
    return translate(
        _("<b>New: {code}</b> · {kind}\n{place}\n{body}\n\n{due}{urgent}{helped}"),
        language,
        code=format_code(case.code),
        kind=shown.KINDS[case.kind],
        place=shown.place(turn, case) or _("no place given"),
        body=body or _("(no words: photo or voice)"),
        due=_due(turn, case, language),
        urgent=Markup(translate(_("\n<b>URGENT</b>"), language)) if case.urgent else Markup(""),
        helped=Markup(translate(_("\nSent for {name}"), language, name=case.author_name))
        if case.on_behalf
        else Markup(""),
    )


def group_card(turn: Turn, case: Submission, body: str) -> str:
    """The card in a group: no name, no phone, no attachment; a complaint without content."""
    discreet = case.kind in DISCREET
    return translate(
        _("<b>New: {code}</b> · {kind}\n{content}{due}"),
        STAFF_LANGUAGE,
        code=format_code(case.code),
        kind=shown.KINDS[case.kind],
        content=""
        if discreet
        else Markup(translate(_("{place}\n{body}\n\n"), STAFF_LANGUAGE,
                              place=shown.place(turn, case), body=body)),
        due=_due(turn, case, STAFF_LANGUAGE),
    )  # fmt: skip


def _due(turn: Turn, case: Submission, language: str) -> Markup:
    moment = case.due_at or case.first_notice_due
    if moment is None:
        return Markup("")
    day = turn.organisation.local(moment).date()
    return Markup(translate(_("Answer due by {day}"), language, day=day))


def _open(turn: Turn, channel: str, case: Submission) -> list[list[Button]]:
    link = turn.world.channels[channel].deep_link
    if not link:
        return []
    url = link.format(bot=turn.world.bot_names[channel], payload=f"open-{case.code}")
    return [[Button(_("Open the case"), url=url)]]


def tell_handlers(turn: Turn, case: Submission, text: Text, **values: Any) -> None:
    """News of a case for those who handle it; `text` has `{code}`."""
    for _official, person in handlers_of(turn, case):
        at = turn.when_for(person)
        turn.notify(
            person, text, choices=buttons(case), not_before=at, submission_id=case.id,
            about=case.person_id, code=format_code(case.code), **values,
        )  # fmt: skip
