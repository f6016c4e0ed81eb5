from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.demo.supervisor import free_port
from bot.process.lock import exclusive_lock
from bot.settings.settings import described

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("NGHEDAN_"):
            monkeypatch.delenv(name)


def test_run_help_names_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["run", "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    for name, default, description in described():
        assert f"  {name}\n" in shown
        assert description in shown
        assert default in shown


@pytest.mark.usefixtures("_no_settings")
def test_a_missing_token_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("nghedan: No NGHEDAN_TELEGRAM_TOKEN, ")
    assert captured.err.count("\n") == 1


@pytest.mark.process
def test_the_real_process_shows_no_traceback() -> None:
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("NGHEDAN_")
    }
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env={**environment, "NGHEDAN_PACE": "slow"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        "nghedan: NGHEDAN_PACE must be 'on' or 'off'; set it to one of them or unset it\n"
    )


def test_unknown_arguments_are_refused_except_the_sandbox_s(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["run", "--port", "1"])
    assert left.value.code == 2
    assert "unrecognized arguments: --port 1" in capsys.readouterr().err

    became: list[list[str]] = []

    def execv(_program: str, arguments: list[str]) -> None:
        became.append(arguments[1:])
        raise SystemExit(0)

    monkeypatch.setattr(os, "execv", execv)
    with pytest.raises(SystemExit):
        cli.main(["sandbox", "--port", "8081", "--help"])
    assert became == [["-m", "sandbox", "--port", "8081", "--help"]]


def test_the_demo_says_what_is_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert cli.main(["demo", "--port", str(port), "--data", str(tmp_path)]) == 2
    assert f"Port {port} is in use; choose another with --port" in capsys.readouterr().err

    with exclusive_lock(tmp_path / "lock", ""):
        assert cli.main(["demo", "--port", str(free_port()), "--data", str(tmp_path)]) == 2
    assert "A demo already runs" in capsys.readouterr().err
