"""Every conversation the bot can hold, in order.

The order is the order of precedence among those that listen to the same message, and the order
of the help.
"""

from handlers import cases, enrolment, follow_up, replies, report, start
from handlers.dispatch import Dispatch
from handlers.subject import Subject

SUBJECTS: tuple[Subject, ...] = (
    replies.subject,
    cases.subject,
    follow_up.subject,
    report.subject,
    enrolment.subject,
    start.subject,
)

FORMS = {form.name: form for subject in SUBJECTS for form in subject.forms}

dispatch = Dispatch(SUBJECTS)
