"""What may be shipped: licences that go with Apache-2.0, and parts that NOTICE names."""

from __future__ import annotations

import pytest

from tests.supply.sbom import LOCK, NOTICE, Part, bill, licences_in, parts, problems

HASHES = ("0" * 64,)


def part(licence: str, hashes: tuple[str, ...] = HASHES) -> Part:
    return Part("strange", "1.0", licence, hashes)


def test_all_that_is_locked_may_be_shipped() -> None:
    found = list(parts(LOCK.read_text(encoding="utf-8")))
    assert len(found) > 30
    assert list(problems(found, NOTICE.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "", "MIT AND GPL-2.0-only"]
)
def test_what_may_not_be_shipped(licence: str) -> None:
    assert list(problems([part(licence)], "strange"))


@pytest.mark.parametrize("licence", ["LGPL-3.0-only", "MPL-2.0 AND (Apache-2.0 OR MIT)"])
def test_what_a_notice_must_name(licence: str) -> None:
    assert list(problems([part(licence)], "another  MIT"))
    assert list(problems([part(licence)], "strange  LGPL-3.0-only")) == []


def test_a_choice_of_licences_is_enough() -> None:
    assert licences_in("MPL-2.0 AND (Apache-2.0 OR MIT)") == [["MPL-2.0"], ["Apache-2.0", "MIT"]]
    assert list(problems([part("GPL-3.0-only OR MIT")], "")) == []


def test_a_part_without_a_hash() -> None:
    assert list(problems([part("MIT", ())], ""))


def test_the_bill_names_version_licence_and_hashes() -> None:
    (found,) = bill([part("MIT")])["components"]
    assert found["purl"] == "pkg:pypi/strange@1.0"
    assert found["licenses"] == [{"expression": "MIT"}]
    assert found["properties"][0]["value"] == HASHES[0]
