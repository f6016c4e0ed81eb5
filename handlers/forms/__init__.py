"""Forms: the questions of a conversation as data, and the engine that asks them.

With every form people can go back, leave, skip what is optional, change each answer in a review,
resume after days, be reminded once, and switch the language in the middle.
"""

from handlers.forms.answers import Answers, Option, Taken, Taking, Unclear
from handlers.forms.form import Form
from handlers.forms.review import Review
from handlers.forms.steps import AskChoice, AskDate, AskFiles, AskName, AskPlace, AskText, Step

__all__ = [
    "Answers",
    "AskChoice",
    "AskDate",
    "AskFiles",
    "AskName",
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
