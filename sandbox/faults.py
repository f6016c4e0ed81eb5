"""Ordered failures: the next calls of a method fail, are slow, or get no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.errors import ApiError, ControlError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Fault:
    """A failure of the next `times` calls (-1: until a reset) of `method` ("*": any)."""

    method: str
    times: int
    error_code: int = 0
    retry_after: int = 0
    delay: float = 0.0
    cut: str = ""
    """"before": the connection is cut before the call. "after": only the answer is lost."""
    description: str = ""
    """The error's message, instead of the service's usual one."""
    html: bool = False
    """The answer is the page of a proxy: HTML, with the code as HTTP status."""
    location: str = ""
    """The answer is a redirect to this address."""


class Faults:
    """The queue of ordered faults. `words`: the service's messages by code."""

    def __init__(self, words: Mapping[int, str]) -> None:
        self._words = words
        self._faults: list[Fault] = []

    def order(self, body: dict[str, Any]) -> None:
        """Add a fault from the body of a control call. Raises ControlError if it is wrong."""
        cut = body.get("cut", "")
        cut = "after" if cut is True else cut or ""
        if cut not in ("", "before", "after"):
            raise ControlError('cut is "before", "after" or true')
        html, location = bool(body.get("html")), str(body.get("location") or "")
        usual = 429 if body.get("retry_after") else 502 if html else 302 if location else 0
        try:
            fault = Fault(
                str(body.get("method", "*")),
                int(body.get("times", 1)),
                int(body.get("error_code") or usual),
                int(body.get("retry_after") or 0),
                float(body.get("delay") or 0),
                cut,
                str(body.get("description") or ""),
                html,
                location,
            )
        except (TypeError, ValueError) as error:
            raise ControlError(f"not a fault: {error}") from None
        self._faults.append(fault)

    def clear(self) -> None:
        """Remove all faults."""
        self._faults.clear()

    def next(self, method: str) -> Fault | None:
        """Return the fault for this call, and count it as used."""
        for fault in self._faults:
            if fault.method.lower() in ("*", method.lower()) and fault.times:
                if fault.times > 0:
                    fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                return fault
        return None

    def error(self, fault: Fault | None) -> ApiError | None:
        """Return the error with which the fault refuses the call, or None."""
        if fault is None or not fault.error_code:
            return None
        words = fault.description or self._words.get(fault.error_code, "asked to fail").format(
            retry_after=fault.retry_after
        )
        more = {"retry_after": fault.retry_after} if fault.retry_after else {}
        return ApiError(fault.error_code, words, **more)
