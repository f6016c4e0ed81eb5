"""How the process writes its log: one JSON object a line, or plain lines at a terminal.

Everything goes through `logging`. Nothing personal belongs in a log: say ids and counts, never
words. An exception's text may hold somebody's words, so only its kind and the places it came from
are told, whoever tells it (`describe_safely`). Secrets that slip into a library's message (a token
is part of the Bot API's addresses) are blotted out.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, Any, TextIO

import structlog

from handlers.chat.error_reply import places

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import MutableMapping, Sequence

    from structlog.typing import Processor

log = logging.getLogger(__name__)

REDACTED = "[secret]"


class RedactingFormatter(logging.Formatter):
    """Formats with another formatter, then blots the secrets out of the whole line."""

    def __init__(self, inner: logging.Formatter, secrets: Sequence[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, REDACTED)
        return line


def configure(secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Send what `logging` says, `INFO` and above, to `stream` (stderr)."""
    stream = stream or sys.stderr
    shown: list[Processor] = [_tell_places]
    if stream.isatty():
        shown.append(structlog.dev.ConsoleRenderer())
    else:
        shown.append(structlog.processors.JSONRenderer(ensure_ascii=False))
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(formatter, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # It writes each request's address at each poll.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # It writes two lines for each run of jobs that run each second.
    logging.getLogger("apscheduler.executors").setLevel(logging.WARNING)


def describe_safely(error: BaseException) -> str:
    """What kind of error it is and where it came from, with those that led to it; never its text."""
    told = [f"{type(error).__name__} at", places(error)]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    told += [describe_safely(one) for one in (*inner, before) if one is not None]
    return "\n".join(told)


def log_uncaught() -> None:
    """Have what ends the process, or a thread, or is lost in a destructor, told as everything is:
    Python itself would print the error's text."""
    sys.excepthook = lambda _kind, error, _trace: log.critical(
        "the process breaks off", exc_info=error
    )
    threading.excepthook = lambda lost: _tell(lost.exc_value)
    sys.unraisablehook = lambda lost: _tell(lost.exc_value)


def log_loop_error(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop's exception handler. Its own message is not told: it names the values that a
    callback was given."""
    _tell(context.get("exception"))


def _tell(error: BaseException | None) -> None:
    log.error("something failed where nobody waits for it", exc_info=error)


def _tell_places(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Any:
    """A processor: the exception of a log line, without its values."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = describe_safely(error)
    return event
