"""Every conversation the bot can hold, in order.

The order is the order of precedence among those that listen to the same message, and the order
of the help.
"""

from handlers.chat.book import Book
from handlers.chat.dispatch import Dispatch
from handlers.chat.router import Subject
from handlers.everybody import help_screen, language, linking, privacy, start
from handlers.office import announcements, digest, enrolment, failures, groups, inbox, statistics
from handlers.office.cases import (
    answer,
    assignment,
    case_file,
    corrections,
    free_text,
    note,
    question,
    search,
    state,
    undelivered,
)
from handlers.office.consultations import consultations
from handlers.resident import (
    answer_question,
    call_back,
    denunciation,
    drafts,
    feedback,
    message_edits,
    opinion,
    own_cases,
    report,
)

SUBJECTS: tuple[Subject, ...] = (
    denunciation.subject,
    inbox.subject,
    case_file.subject,
    search.subject,
    answer.subject,
    question.subject,
    assignment.subject,
    note.subject,
    state.subject,
    corrections.subject,
    free_text.subject,
    digest.subject,
    statistics.subject,
    groups.subject,
    own_cases.subject,
    feedback.subject,
    answer_question.subject,
    help_screen.subject,
    report.subject,
    opinion.subject,
    consultations.subject,
    announcements.subject,
    drafts.subject,
    privacy.subject,
    linking.subject,
    language.subject,
    message_edits.subject,
    enrolment.subject,
    failures.subject,
    undelivered.subject,
    call_back.subject,
    start.subject,
)

_FOR_ALL = (
    "gui",
    "gopy",
    "hoso",
    "tracuu",
    "khieunai",
    "tocao",
    "tiepdan",
    "riengtu",
    "lienket",
    "ngonngu",
    "trogiup",
    "huy",
    "batdau",
)
"""The commands of everybody, most used first; an official's own commands are shown before."""

COMMANDS = tuple(
    sorted(
        (command for subject in SUBJECTS for command in subject.commands),
        key=lambda command: (
            _FOR_ALL.index(command.names[0]) if command.names[0] in _FOR_ALL else -1
        ),
    )
)
"""Every command, in the order of help and menus."""

BOOK = Book(
    forms={form.name: form for subject in SUBJECTS for form in subject.forms},
    commands=COMMANDS,
    dispatch=Dispatch(SUBJECTS),
)
