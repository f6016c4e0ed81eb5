"""Every conversation the bot can hold, in order.

The order is the order of precedence among those that listen to the same message, and the order
of the help.
"""

from handlers import (
    addressed,
    announcements,
    call_back,
    cases,
    consultations,
    denunciation,
    drafts,
    edits,
    enrolment,
    follow_up,
    guidance,
    language,
    opinion,
    privacy,
    replies,
    report,
    start,
)
from handlers.dispatch import Dispatch
from handlers.subject import Subject

SUBJECTS: tuple[Subject, ...] = (
    denunciation.subject,
    replies.subject,
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
    language.subject,
    edits.subject,
    enrolment.subject,
    call_back.subject,
    start.subject,
)

COMMANDS = tuple(command for subject in SUBJECTS for command in subject.commands)

FORMS = {form.name: form for subject in SUBJECTS for form in subject.forms}

dispatch = Dispatch(SUBJECTS)
