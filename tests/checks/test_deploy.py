"""What is deployed, as far as it can be tried without a container engine or a running systemd."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.errors import OperatorError, TemporaryError
from bot.process.leader import END_WITHIN
from bot.settings.settings import described
from storage.engine.sqlite import BUSY_SECONDS

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
UNIT = ROOT / "deploy" / "nghedan.service"
ANALYZE = shutil.which("systemd-analyze")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def instructions(name: str) -> list[str]:
    """What follows an instruction of the Dockerfile, for each time it is given."""
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.MULTILINE)


def copied() -> list[str]:
    """Every path that the image takes from here."""
    return [source for line in instructions("COPY") for source in line.split()[:-1]]


def test_the_image_takes_what_is_there_and_leaves_out_no_package() -> None:
    assert [path for path in copied() if not (ROOT / path).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert set(copied()) & set(ignored) == set()
    packages = {
        found.removesuffix("*")
        for found in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    }
    assert packages | {"config"} == {path for path in copied() if (ROOT / path).is_dir()}


def test_what_the_image_installs_works(tmp_path: Path) -> None:
    """Only what is copied into the image is built, installed apart, and started with the image's
    settings: packages, translations, migrations and the sample organisation are all there."""
    build, site, kept = tmp_path / "build", tmp_path / "site", tmp_path / "kept"
    build.mkdir()
    for path in copied():
        if (ROOT / path).is_dir():
            shutil.copytree(
                ROOT / path, build / path, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / path, build / path)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--no-deps", "--target", site, build], check=True, timeout=100)
    settings = dict(re.findall(r"(NGHEDAN_\w+)=(\S+)", " ".join(instructions("ENV"))))
    at = {"/var/lib/nghedan": str(kept), "/opt/nghedan": str(build)}
    for path, here in at.items():
        settings = {name: value.replace(path, here) for name, value in settings.items()}
    (command,) = (json.loads(line) for line in instructions("ENTRYPOINT"))
    assert command == [*PROJECT["project"]["scripts"]]
    (default,) = (json.loads(line) for line in instructions("CMD") if line.startswith("["))
    environment = {name: value for name, value in os.environ.items() if "NGHEDAN" not in name}
    environment |= {"PYTHONPATH": str(site), **settings}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = "import sys, bot.cli; print(bot.cli.__file__); sys.exit(bot.cli.main())"
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=kept, env=environment,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    kept.mkdir()
    made = run("migrate")
    assert (made.returncode, made.stderr) == (0, "")
    assert str(site) in made.stdout
    checked = run("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    # All but the token is there: it is the next thing that is asked for.
    started = run(*default)
    assert started.returncode == 2
    assert "NGHEDAN_TELEGRAM_TOKEN" in started.stderr
    assert list(site.glob("locales/vi/LC_MESSAGES/*.po"))


@pytest.mark.parametrize(
    "path", ["Dockerfile", "compose.yaml", "deploy/nghedan.service", "README.md"]
)
def test_settings_that_are_named_exist(path: str) -> None:
    named = set(re.findall(r"\bNGHEDAN_[A-Z_]+\b", (ROOT / path).read_text(encoding="utf-8")))
    assert named - {name for name, _, _ in described()} == set()


def test_whoever_stops_it_lets_it_finish() -> None:
    """The time to drain, and then to close a database that somebody holds, fits into the time that
    systemd and the container engine wait."""
    (container,) = re.findall(r"stop_grace_period: (\d+)s", COMPOSE)
    (service,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)
    assert min(int(container), int(service)) > END_WITHIN + BUSY_SECONDS


def test_the_database_is_there_when_the_bot_is_started() -> None:
    """While it is being made, its server listens on a socket of the container's alone: asked there,
    it would call itself ready, and end a moment later."""
    (asked,) = (json.loads(line) for line in re.findall(r"test: (\[.*pg_isready.*\])", COMPOSE))
    assert "--host=127.0.0.1" in asked


def test_the_unit_may_write_its_data_and_its_copies_and_little_else() -> None:
    unit = UNIT.read_text(encoding="utf-8")
    assert "\nReadWritePaths=-/var/backups/nghedan\n" in unit
    assert "\nStateDirectory=nghedan\n" in unit
    assert "\nLimitCORE=0\n" in unit


def test_what_may_pass_is_tried_again_for_ever() -> None:
    """A database server that comes up later, or a disk that is full for an hour."""
    unit = UNIT.read_text(encoding="utf-8")
    assert "\nRestart=on-failure\n" in unit
    assert "\nStartLimitIntervalSec=0\n" in unit
    assert f"\nRestartPreventExitStatus={OperatorError.exit_code}\n" in unit
    assert TemporaryError.exit_code != OperatorError.exit_code


# A Mac and most containers have no systemd; `.ci/run` installs it, so there it is never skipped.
with_systemd = pytest.mark.skipif(
    ANALYZE is None, reason="no systemd on this machine: apt install systemd"
)


@with_systemd
def test_systemd_knows_every_line_of_the_unit(tmp_path: Path) -> None:
    """It leaves out what it does not know, and goes on: a slip would take a protection away."""
    unit = tmp_path / UNIT.name
    # The program is not installed where this is tested.
    unit.write_text(re.sub(r"(?m)^(ExecStart=).*$", r"\1/bin/true", UNIT.read_text("utf-8")))
    found = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", unit],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    told = [line for line in found.stderr.splitlines() if UNIT.name in line]
    assert (found.returncode, told) == (0, [])


@with_systemd
def test_systemd_finds_little_to_harden() -> None:
    found = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--threshold=15", "--no-pager", UNIT],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr
