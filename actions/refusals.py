"""Why an act is refused: a closed list, with the words that every front shows.

A refusal is raised before anything is written. The chat says its words, the browser shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from locales import _

if TYPE_CHECKING:
    from locales import Text
    from storage.cases.submissions import Submission


class Refusal(Exception):
    """An act that was refused. `values` fill the gaps of `words`."""

    words: ClassVar[Text]

    def __init__(self, **values: Any) -> None:
        super().__init__(type(self).__name__)
        self.values = values


class NotYours(Refusal):
    """Who acts may not do this, or not to this case."""

    words = _("That case is not yours to handle any more. Nothing was sent.")


class Stale(Refusal):
    """The case changed since it was seen. The front shows how it stands now."""

    words = _("Somebody changed it meanwhile; nothing was done. It stands so now:")

    def __init__(self, case: Submission, seen: int) -> None:
        super().__init__()
        self.case = case
        self.seen = seen


class Settled(Refusal):
    """The case is answered or ended: this act comes too late."""

    words = _("{code} is settled already.")


class TakenBefore(Refusal):
    """A colleague took the case first."""

    words = _("{name} took on {code} before you.")


class YoursAlready(Refusal):
    """The official has the case already."""

    words = _("{code} is yours already.")


class NotPossible(Refusal):
    """The choice is not there any more."""

    words = _("That is not possible any more.")


class CannotAnswer(Refusal):
    """An answer is not lawful in the case's state."""

    words = _("{code} is “{state}”: it cannot be answered now. /trangthai changes that.")


class CannotPassOn(Refusal):
    """A settled case stays where it is, and so does one that is for the head alone."""

    words = _("{code} cannot be passed on now.")


class Unlawful(Refusal):
    """The case may not go from its state to that one."""

    words = _("{code} is “{state}”: that step is not possible now.")


class NotAnAnswer(Refusal):
    """Only answers can be corrected."""

    words = _("Only an answer can be corrected. Take it back, then ask anew.")


class NotStanding(Refusal):
    """The words were corrected or taken back before."""

    words = _("That was corrected or taken back already.")


class NotTheWriter(Refusal):
    """Words that were sent are changed by who wrote them, or by the head."""

    words = _("Only who wrote it, or the head, can change it.")
