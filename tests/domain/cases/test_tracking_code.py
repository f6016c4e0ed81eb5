"""Tracking codes: every single wrong character is detected."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from domain.cases.tracking_code import (
    ALPHABET,
    CASE,
    CONSULTATION,
    OPINION,
    find_in,
    format_code,
    new_code,
    parse,
)

CODES = strategies.builds(new_code, strategies.sampled_from((CASE, CONSULTATION, OPINION)))


@given(code=CODES)
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    shown = format_code(code)
    for typed in (
        code,
        shown,
        shown.lower(),
        shown.replace("-", " "),
        f" {shown} ",
        "-".join(code),
    ):
        assert parse(typed) == code


@given(code=CODES)
def test_every_single_wrong_character_is_noticed(code: str) -> None:
    for place in range(1, len(code)):
        for wrong in ALPHABET:
            if wrong != code[place]:
                assert parse(code[:place] + wrong + code[place + 1 :]) is None


@given(code=CODES)
def test_every_exchange_of_neighbours_is_noticed(code: str) -> None:
    for place in range(1, len(code) - 1):
        one, other = code[place], code[place + 1]
        if one != other:
            assert parse(code[:place] + other + one + code[place + 2 :]) is None


@given(code=CODES)
def test_o_and_i_may_be_typed_for_0_and_1(code: str) -> None:
    assert parse(code.replace("0", "O").replace("1", "I")) == code


@given(code=CODES)
def test_a_code_is_found_in_a_sentence(code: str) -> None:
    assert find_in(f"hồ sơ {format_code(code)} của tôi tới đâu rồi") == code


@pytest.mark.parametrize("text", ["", "K", "Kênh 2 bị sạt", "K7M4Q9", "K7M-4Q9X-1", "0912345678"])
def test_what_is_no_code(text: str) -> None:
    assert parse(text) is None


def test_codes_tell_nothing_of_order() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 195


@given(code=CODES)
def test_every_code_has_a_digit_so_that_no_word_is_one(code: str) -> None:
    assert any(letter.isdigit() for letter in code[1:-1])


@pytest.mark.parametrize("words", ["the process is slow", "mười percent", "Kênh 2 bị sạt", ""])
def test_words_are_no_codes(words: str) -> None:
    assert find_in(words) is None
