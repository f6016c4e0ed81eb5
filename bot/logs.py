"""How the process writes its log: one JSON object a line, or plain lines at a terminal.

Everything goes through `logging`. Nothing personal belongs in a log: say ids and counts, never
words. Secrets that slip into a library's message (a token is part of the Bot API's addresses)
are blotted out here.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO

import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from structlog.typing import Processor

BLOT = "[secret]"


class Blotting(logging.Formatter):
    """Formats with another formatter, then blots the secrets out of the whole line."""

    def __init__(self, inner: logging.Formatter, secrets: Sequence[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, BLOT)
        return line


def configure(secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Send what `logging` says, `INFO` and above, to `stream` (stderr)."""
    stream = stream or sys.stderr
    shown: list[Processor]
    if stream.isatty():
        shown = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        shown = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
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
    handler.setFormatter(Blotting(formatter, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # It writes each request's address at each poll.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # It writes two lines for each run of jobs that run each second.
    logging.getLogger("apscheduler.executors").setLevel(logging.WARNING)
