"""Forms: questions in a row, as data, and the engine that asks them.

Every form gets the same things for free: going back, leaving, skipping, progress, a review where
each answer can be changed, resuming after days, a reminder, a language switch in the middle.
"""

from handlers.forms.answers import Answers, Option, Taken, Taking, Unclear
from handlers.forms.form import Form
from handlers.forms.review import Review
from handlers.forms.steps import AskChoice, AskDate, AskFiles, AskPlace, AskText, Step

__all__ = [
    "Answers",
    "AskChoice",
    "AskDate",
    "AskFiles",
    "AskPlace",
    "AskText",
    "Form",
    "Option",
    "Review",
    "Step",
    "Taken",
    "Taking",
    "Unclear",
]
