"""Failures to order: the next calls of a method answer badly, late, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError, ControlError

WORDS = {
    400: "Bad Request: asked to fail", 401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user", 404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running",
    429: "Too Many Requests: retry after {retry_after}", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


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
    """The error's words, instead of Telegram's usual ones."""

    def error(self) -> ApiError | None:
        """What is answered, when anything is."""
        if not self.error_code:
            return None
        words = self.description or WORDS.get(self.error_code, "asked to fail").format(
            retry_after=self.retry_after
        )
        more = {"retry_after": self.retry_after} if self.retry_after else {}
        return ApiError(self.error_code, words, **more)


class Faults:
    """The faults that are ordered, in order."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def order(self, body: dict[str, Any]) -> None:
        """Add one from a control call's body. Raises ControlError for what makes no sense."""
        cut = body.get("cut", "")
        cut = "after" if cut is True else cut or ""
        if cut not in ("", "before", "after"):
            raise ControlError('cut is "before", "after" or true')
        try:
            fault = Fault(
                str(body.get("method", "*")), int(body.get("times", 1)),
                int(body.get("error_code") or (429 if body.get("retry_after") else 0)),
                int(body.get("retry_after") or 0), float(body.get("delay") or 0), cut,
                str(body.get("description") or ""),
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
