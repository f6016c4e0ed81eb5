"""Only what Zalo signed, and lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.zalo_oa.signature import (
    EXPIRED,
    ButtonSigner,
    is_timely,
    signature,
    signed_at,
)
from domain.outside import moment

VECTOR = "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"
"""sha256("X" + "BODY" + "1234567890" + "Y"), as a published client tests it."""
AT = datetime(2009, 2, 13, 23, 31, 30, tzinfo=UTC)


@pytest.mark.parametrize("given", [VECTOR, f"mac={VECTOR}", f" mac={VECTOR.upper()} "])
def test_the_published_vector(given: str) -> None:
    assert signature("X", b"BODY", "1234567890", "Y") == VECTOR
    found = signed_at(b"BODY", given, ids=("X",), timestamps=("1234567890",), secret="Y")
    assert found == AT


@pytest.mark.parametrize("ids", [("app", "X"), ("X", "app")])
@pytest.mark.parametrize("timestamps", [("1", "1234567890"), ("1234567890", "9999999999")])
def test_either_id_and_either_timestamp(ids: tuple[str, ...], timestamps: tuple[str, ...]) -> None:
    assert signed_at(b"BODY", VECTOR, ids=ids, timestamps=timestamps, secret="Y") == AT


@pytest.mark.parametrize(
    ("body", "given", "stamp", "secret"),
    [
        (b"BODY ", VECTOR, "1234567890", "Y"),
        (b"BODY", VECTOR[:-1] + "0", "1234567890", "Y"),
        (b"BODY", VECTOR[:-1], "1234567890", "Y"),
        (b"BODY", "", "1234567890", "Y"),
        (b"BODY", "mac=", "1234567890", "Y"),
        (b"BODY", "chữ ký \ud83d", "1234567890", "Y"),
        (b"BODY", VECTOR, "1234567891", "Y"),
        (b"BODY", VECTOR, "1234567890", "y"),
        # What moves from the body into the timestamp signs the same bytes.
        (b"BODY1", VECTOR, "234567890", "Y"),
        (b"BODY", VECTOR, "١٢٣٤٥٦٧٨٩٠", "Y"),
    ],
)
def test_what_zalo_did_not_sign(body: bytes, given: str, stamp: str, secret: str) -> None:
    assert signed_at(body, given, ids=("X",), timestamps=(stamp,), secret=secret) is None


@pytest.mark.parametrize(
    ("age", "timely"),
    [
        (timedelta(), True),
        (timedelta(hours=1, minutes=51), True),
        (timedelta(hours=3, seconds=1), False),
        (timedelta(days=400), False),
        (timedelta(minutes=-9), True),
        (timedelta(minutes=-11), False),
    ],
)
def test_how_old_a_post_may_be(age: timedelta, *, timely: bool) -> None:
    assert is_timely(AT - age, AT) is timely


def test_milliseconds_and_seconds() -> None:
    assert moment("1234567890") == moment("1234567890000") == AT


def test_a_tap_is_signed_for_one_chat() -> None:
    signer = ButtonSigner("secret")
    sent = signer.sign("1", "q:3:Ấp 4\n#")
    assert signer.read("1", sent) == "q:3:Ấp 4\n#"
    assert signer.read("2", sent) == EXPIRED
    assert ButtonSigner("newer").read("1", sent) == EXPIRED
    assert signer.read("1", sent + "x") == EXPIRED
    assert signer.read("1", "#3 ổ gà") == ""
    assert signer.read("1", "q:3:Ấp 4") == ""
    assert "secret" not in sent
