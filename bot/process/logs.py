"""Configures logging: one JSON object a line, or plain lines at a terminal.

A log holds ids and counts, never personal data. An exception's text may hold somebody's words, so
only its class and its places in the code are logged (`describe_safely`). Secrets in a library's
message (a token is part of the Bot API's addresses) are replaced.
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
    """Formats with another formatter, then replaces every secret in the line."""

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
    """Write log records of level INFO and above to `stream` (default: stderr)."""
    stream = stream or sys.stderr
    processors: list[Processor] = [_exception_without_text]
    if stream.isatty():
        processors.append(structlog.dev.ConsoleRenderer())
    else:
        processors.append(structlog.processors.JSONRenderer(ensure_ascii=False))
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *processors],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(formatter, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # httpx logs the address of each request.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # APScheduler logs two lines for each run, and some jobs run each second.
    logging.getLogger("apscheduler.executors").setLevel(logging.WARNING)


def describe_safely(error: BaseException) -> str:
    """The error's class and its places in the code, with its causes; never its text."""
    lines = [f"{type(error).__name__} at", places(error)]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    lines += [describe_safely(one) for one in (*inner, before) if one is not None]
    return "\n".join(lines)


def log_uncaught() -> None:
    """Log uncaught exceptions of the process, of threads and of destructors.

    Python itself would print the exception's text, which may hold somebody's words.
    """
    sys.excepthook = lambda _kind, error, _trace: log.critical(
        "the process ends with an uncaught error", exc_info=error
    )
    threading.excepthook = lambda lost: _log_uncaught(lost.exc_value)
    sys.unraisablehook = lambda lost: _log_uncaught(lost.exc_value)


def log_loop_error(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop's exception handler; the loop's own message is left out, it holds values."""
    _log_uncaught(context.get("exception"))


def _log_uncaught(error: BaseException | None) -> None:
    log.error("an uncaught error in the background", exc_info=error)


def _exception_without_text(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Any:
    """A structlog processor: replaces the exception of a log line by `describe_safely`."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = describe_safely(error)
    return event
