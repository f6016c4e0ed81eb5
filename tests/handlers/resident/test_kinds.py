"""One table has the rules of every kind, and no kind is forgotten anywhere."""

from __future__ import annotations

import pytest

from actions.cases.messages import texts
from bot.settings.organisation import load_organisation
from domain.cases.kinds import KINDS, SubmissionKind, policy
from handlers import SUBJECTS
from handlers.resident.report import KINDS as OFFERED
from tests.cases import SAMPLE


@pytest.mark.parametrize("kind", SubmissionKind)
def test_a_kind_is_labelled_has_periods_and_a_policy(kind: SubmissionKind) -> None:
    assert texts.KINDS[kind]
    assert kind in KINDS
    assert load_organisation(SAMPLE).rules[kind].resolve.basis


SHOWN_ANOTHER_WAY = {SubmissionKind.DENUNCIATION: "tocao"}
"""Kinds that nobody files in the chat, with the command that shows the way."""


def test_a_kind_can_be_filed_or_says_that_it_cannot() -> None:
    offered = {option.value for option in OFFERED}
    filed = {kind for kind, one in KINDS.items() if one.filed_in_chat}
    assert offered == filed | SHOWN_ANOTHER_WAY.keys()
    assert not filed & SHOWN_ANOTHER_WAY.keys()
    commands = {name for subject in SUBJECTS for one in subject.commands for name in one.names}
    assert commands >= set(SHOWN_ANOTHER_WAY.values())


def test_a_formal_paper_is_discreet_and_begins_with_a_decision() -> None:
    papers = [one for one in KINDS.values() if one.formal_paper]
    assert papers
    assert all(one.discreet and not one.begins_when_taken for one in papers)
    assert not any(one.open_to_all and one.discreet for one in KINDS.values())


def test_a_word_that_is_no_kind_is_refused() -> None:
    with pytest.raises(KeyError, match="petitio"):
        policy("petitio")
