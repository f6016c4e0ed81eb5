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
    opinion,
    privacy,
    replies,
    report,
    staff_words,
    start,
    state_changes,
    statistics,
)
from handlers.dispatch import Dispatch
from handlers.subject import Subject

SUBJECTS: tuple[Subject, ...] = (
    denunciation.subject,
    inbox.subject,
    dossier.subject,
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
    language.subject,
    edits.subject,
    enrolment.subject,
    failures.subject,
    call_back.subject,
    start.subject,
)

COMMANDS = tuple(command for subject in SUBJECTS for command in subject.commands)

FORMS = {form.name: form for subject in SUBJECTS for form in subject.forms}

dispatch = Dispatch(SUBJECTS)
