from __future__ import annotations

import io
import json
import logging

import pytest

from bot.process.logs import configure


@pytest.fixture
def stream() -> io.StringIO:
    written = io.StringIO()
    configure(secrets=["1:hunter2", ""], stream=written)
    return written


def test_a_line_is_one_json_object(stream: io.StringIO) -> None:
    logging.getLogger("bot.process.intake").info("%d turns", 3, extra={"chat": "đã ghi"})
    logging.getLogger("bot.process.intake").debug("not said")
    line = json.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "3 turns",
        "level": "info",
        "logger": "bot.process.intake",
        "chat": "đã ghi",
    }


def test_a_secret_is_blotted_out_wherever_it_is(stream: io.StringIO) -> None:
    try:
        raise RuntimeError("https://api/bot1:hunter2/getMe")
    except RuntimeError:
        logging.getLogger("x").exception("call to bot1:hunter2 failed")
    assert "hunter2" not in stream.getvalue()
    assert "call to bot[secret] failed" in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


def test_no_request_is_told(stream: io.StringIO) -> None:
    """The HTTP client tells each with its address, in which tokens and ids may stand."""
    logging.getLogger("httpx").info("HTTP Request: POST https://api/bot2:other/getMe")
    assert stream.getvalue() == ""


def test_an_error_is_told_by_kind_and_place_whatever_led_to_it(stream: io.StringIO) -> None:
    try:
        try:
            raise ValueError("chimxanh7315")
        except ValueError as error:
            raise ExceptionGroup("chimxanh7315", [KeyError("chimxanh7315")]) from error
    except ExceptionGroup:
        logging.getLogger("x").exception("it failed")
    told = json.loads(stream.getvalue())["exception"]
    assert "chimxanh7315" not in stream.getvalue()
    for kind in ("ExceptionGroup at", "KeyError at", "ValueError at", "test_logs.py:"):
        assert kind in told
