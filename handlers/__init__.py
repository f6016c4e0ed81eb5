"""Every conversation the bot can hold, in order.

The order is the order of precedence among those that listen to the same message, and the order
of the help.
"""

from handlers import (
    addressed,
    announcements,
    asking,
    call_back,
    cases,
    consultations,
    corrections,
    denunciation,
    digest,
    dossier,
    drafts,
    edits,
    enrolment,
    failures,
    follow_up,
    groups,
    guidance,
    handling,
    inbox,
    language,
    linking,
    looking,
    opinion,
    privacy,
    replies,
    report,
    staff_words,
    start,
    state_changes,
    statistics,
    unreached,
)
from handlers.dispatch import Dispatch
from handlers.subject import Subject

SUBJECTS: tuple[Subject, ...] = (
    denunciation.subject,
    inbox.subject,
    dossier.subject,
    looking.subject,
    replies.subject,
    asking.subject,
    handling.subject,
    state_changes.subject,
    corrections.subject,
    staff_words.subject,
    digest.subject,
    statistics.subject,
    groups.subject,
    cases.subject,
    follow_up.subject,
    addressed.subject,
    guidance.subject,
    report.subject,
    opinion.subject,
    consultations.subject,
    announcements.subject,
    drafts.subject,
    privacy.subject,
    linking.subject,
    language.subject,
    edits.subject,
    enrolment.subject,
    failures.subject,
    unreached.subject,
    call_back.subject,
    start.subject,
)

_FOR_ALL = (
    "gui", "gopy", "hoso", "tracuu", "khieunai", "tocao", "tiepdan", "riengtu", "lienket", "ngonngu",
    "trogiup", "huy", "batdau",
)  # fmt: skip
"""What everybody may do, the most wanted first; an official's own commands come before."""

COMMANDS = tuple(
    sorted(
        (command for subject in SUBJECTS for command in subject.commands),
        key=lambda command: (
            _FOR_ALL.index(command.names[0]) if command.names[0] in _FOR_ALL else -1
        ),
    )
)
"""Every command, in the order of help and menus."""

FORMS = {form.name: form for subject in SUBJECTS for form in subject.forms}

dispatch = Dispatch(SUBJECTS)
