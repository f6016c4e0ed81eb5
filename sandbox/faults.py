"""Failures to order: the next calls of a method answer badly, late, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.errors import ApiError, ControlError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Fault:
    """How the next `times` calls of `method` ("*": any) fail; -1: until reset."""

    method: str
    times: int
    error_code: int = 0
    retry_after: int = 0
    delay: float = 0.0
    cut: str = ""
    """"before": the connection ends unheard; "after": the call is done, its answer lost."""
    description: str = ""
    """The error's words, instead of the service's usual ones."""
    html: bool = False
    """The answer is a proxy's page: HTML with the code as HTTP status."""
    location: str = ""
    """The answer is a redirect to this address."""


class Faults:
    """The faults that are ordered, in order. `words`: of the service, by code."""

    def __init__(self, words: Mapping[int, str]) -> None:
        self._words = words
        self._faults: list[Fault] = []

    def order(self, body: dict[str, Any]) -> None:
        """Add one from a control call's body. Raises ControlError for what makes no sense."""
        cut = body.get("cut", "")
        cut = "after" if cut is True else cut or ""
        if cut not in ("", "before", "after"):
            raise ControlError('cut is "before", "after" or true')
        html, location = bool(body.get("html")), str(body.get("location") or "")
        usual = 429 if body.get("retry_after") else 502 if html else 302 if location else 0
        try:
            fault = Fault(
                str(body.get("method", "*")), int(body.get("times", 1)),
                int(body.get("error_code") or usual),
                int(body.get("retry_after") or 0), float(body.get("delay") or 0), cut,
                str(body.get("description") or ""), html, location,
            )  # fmt: skip
        except (TypeError, ValueError) as error:
            raise ControlError(f"not a fault: {error}") from None
        self._faults.append(fault)

    def clear(self) -> None:
        """Everything works again."""
        self._faults.clear()

    def next(self, method: str) -> Fault | None:
        """The fault for this call, used up."""
        for fault in self._faults:
            if fault.method.lower() in ("*", method.lower()) and fault.times:
                if fault.times > 0:
                    fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                return fault
        return None

    def error(self, fault: Fault | None) -> ApiError | None:
        """What the call is refused with, when it is."""
        if fault is None or not fault.error_code:
            return None
        words = fault.description or self._words.get(fault.error_code, "asked to fail").format(
            retry_after=fault.retry_after
        )
        more = {"retry_after": fault.retry_after} if fault.retry_after else {}
        return ApiError(fault.error_code, words, **more)
