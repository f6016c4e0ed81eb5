from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks import house


def test_the_house_is_in_order() -> None:
    assert sorted(set(house.problems())) == []


@pytest.mark.parametrize(
    "line",
    [
        "# TO" + "DO: later",
        "# FIX" + "ME",
        'DATA = "/ro' + 'ot/data"',
        "see /ho" + "me/lan/notes",
        "--index-url https://py" + "pi.org/simple",
    ],
)
def test_a_line_that_breaks_a_rule_is_named(line: str) -> None:
    problem = next(house.of_text(Path("bot/x.py"), f"fine\n{line}\n"))
    assert problem.startswith("bot/x.py:2: ")


@pytest.mark.parametrize("line", ["/var/lib/nghedan/", "https://x.vn/home/", "a workbook/root/"])
def test_an_innocent_line_is_not(line: str) -> None:
    assert list(house.of_text(Path("bot/x.py"), line)) == []


def test_a_module_has_a_name_a_size_and_a_package() -> None:
    assert "what it is about" in next(house.of_module(Path("bot/utils.py"), ""))
    assert "what it is about" in next(house.of_module(Path("bot/helpers/x.py"), ""))
    assert "one idea a file" in next(house.of_module(Path("bot/x.py"), "\n" * 321))
    assert "__init__.py" in next(house.of_module(Path("bot/nowhere/x.py"), ""))
    assert list(house.of_module(Path("bot/x.py"), "\n" * 320)) == []


@pytest.mark.parametrize("folder", ["bot/jobs", "sandbox", "tests/e2e"])
def test_a_folder_with_many_files_is_named(folder: str) -> None:
    full = [Path(folder, f"x{number}.py") for number in range(16)]
    beside = [Path(folder, "page.html"), Path(folder, "below", "x.py")]
    assert list(house.of_folders([*full, *beside])) == []
    (problem,) = house.of_folders([*full, *beside, Path(folder, "__init__.py")])
    assert problem.startswith(f"{folder}: 17 Python files")


def test_migrations_are_as_many_as_they_are() -> None:
    versions = Path("storage/migrations/versions")
    assert list(house.of_folders(versions / f"x{number}.py" for number in range(17))) == []


@pytest.mark.parametrize(
    "code",
    [
        "tx.core.execute(\n    update(outbox)\n    .values(attempts=0)\n)",
        "update(\n    outbox\n)",
        "insert(outbox)",
        "Statement(inserting(outbox))",
    ],
)
def test_the_outbox_is_written_in_one_place(code: str) -> None:
    problem = next(house.of_module(Path("storage/x.py"), code))
    assert "alone does that" in problem


def test_the_outbox_is_written_there() -> None:
    states, queue = Path("storage/messages/outbox_states.py"), Path("storage/messages/outbox.py")
    assert list(house.of_module(states, "update(outbox)")) == []
    assert list(house.of_module(queue, "inserting(outbox)")) == []
    assert list(house.of_module(Path("storage/x.py"), "update(outboxes)")) == []


@pytest.mark.parametrize(
    "code",
    [
        "submissions.change(tx, case, state=to)",
        "events.add(tx, event)",
        "tx.core.execute(\n    update(submission).values(state=to)\n)",
        "insert(submission_event)",
    ],
)
def test_a_case_changes_in_one_place(code: str) -> None:
    assert "alone" in next(house.of_module(Path("handlers/chat/x.py"), code))
    assert list(house.of_module(Path(house.RECORD), code)) == []


@pytest.mark.parametrize(
    "code",
    [
        'Button(_("Open"), f"open:{code}")',
        'Button(_("Open"), "inbox:")',
        'buttons.Button(label, NAME + ":")',
        'Button(label=_("Open"), tap="inbox:")',
    ],
)
def test_a_button_carries_no_text(code: str) -> None:
    assert "Tap" in next(house.of_module(Path("handlers/chat/x.py"), code))
    assert list(house.of_module(Path("sandbox/x.py"), code)) == []


def test_a_button_carries_a_tap_or_opens_a_link() -> None:
    text = 'Button(_("Open"), Open(code))\nButton(_("Open"), url=f"https://x/{code}")'
    assert list(house.of_module(Path("handlers/chat/x.py"), text)) == []


def test_one_place_reads_the_data_of_buttons() -> None:
    text = 'name, _, rest = turn.incoming.tap.partition(":")'
    assert "alone" in next(house.of_module(Path("handlers/office/x.py"), text))
    assert list(house.of_module(Path(house.TAP_READER), text)) == []


def test_a_retired_name_is_named_with_the_new_one() -> None:
    problem = next(house.of_module(Path("bot/process/x.py"), "class Purse:\n    pass\n"))
    assert "MessageQuota" in problem
    text = '"""A Purse in words, and purse_strings."""\n'
    assert list(house.of_module(Path("bot/process/x.py"), text)) == []


def test_two_files_of_one_name_on_a_floor_are_named() -> None:
    one, other = Path("actions/cases/messages/texts.py"), Path("actions/people/texts.py")
    assert "texts.py" in next(house.of_names([one, other]))
    channels = [Path("bot/channels/x/errors.py"), Path("bot/channels/y/errors.py")]
    assert list(house.of_names([one, Path("handlers/chat/texts.py"), *channels])) == []


@pytest.mark.parametrize(
    "code", ["if case.kind == SubmissionKind.COMPLAINT:", "kind in (SubmissionKind.PETITION, x)"]
)
def test_which_kind_it_is_is_asked_of_the_table(code: str) -> None:
    assert "policy" in next(house.of_module(Path("handlers/chat/x.py"), code))
    assert list(house.of_module(Path("domain/cases/kinds.py"), code)) == []
    assert list(house.of_module(Path("bot/x.py"), "kind=SubmissionKind.PETITION")) == []


def test_arguments_with_the_formatter_are_few() -> None:
    line = f"x = [1]  {house.SKIP}\n"
    assert list(house.of_skips({Path("bot/x.py"): line * 10})) == []
    assert "11 places" in next(
        house.of_skips({Path("bot/x.py"): line * 6, Path("y.py"): line * 5})
    )


@pytest.mark.parametrize(
    "code",
    [
        "int(turn.incoming.text)",
        'point = float(found["latitude"])',
        "pin = [one for one in text if one.isdigit()]",
        "at = datetime.fromtimestamp(seconds, UTC)",
        'parser.add_argument("id", type=int)',
    ],
)
def test_a_number_from_outside_is_read_by_one_parser(code: str) -> None:
    assert "alone reads" in next(house.of_module(Path("handlers/chat/x.py"), code))
    assert list(house.of_module(Path(house.OUTSIDE), code)) == []
    assert list(house.of_module(Path("handlers/chat/x.py"), "count: int = len(found)")) == []
