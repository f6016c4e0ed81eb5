"""The oracle detects each fault."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

import pytest

from tests.chaos import __main__ as command
from tests.chaos.oracle import Act, Actual, Arrival, Case, Expected, Story, Verdict, judge
from tests.chaos.plan import Plan
from tests.chaos.run import Run
from tests.e2e.town import Town

if TYPE_CHECKING:
    from pathlib import Path

CHANNELS = ("telegram", "zalo_bot", "zalo_oa")
WORDS = "mất nước sinh hoạt đã ba ngày rồi"
LAN, NAM, TU = ("telegram", "501"), ("telegram", "502"), ("zalo_oa", "503")
REPLY = ("K7M-4Q92", "Mai có người xuống xem")
ASKED, REVIEW, RECEIPT = (
    Arrival(LAN, "3", "Ở đâu vậy bà con?", call=1),
    Arrival(LAN, "4", "Bà con coi lại một lần", call=2),
    Arrival(LAN, "5", "Mã hồ sơ là K7M-4Q92", call=3),
)


def lan() -> Expected:
    """Lan wrote, tapped the hamlet and agreed; an official replied."""
    return Expected(
        acts=[
            Act(LAN, 1, "1", "1", WORDS),
            Act(LAN, 2, "2", "3"),
            Act(LAN, 3, "3", "4"),
        ],
        stories=[Story(LAN, WORDS, "ap-4", "reflection", agreed=True, code="K7M-4Q92")],
        replies=[REPLY],
    )


def everything_once() -> Actual:
    """The final state with each message and case exactly once."""
    return Actual(
        updates={("telegram", "1"), ("telegram", "2"), ("telegram", "3")},
        transcript=Counter({(LAN, "1", WORDS): 1}),
        cases=[Case("K7M-4Q92", LAN, WORDS, "ap-4", "reflection")],
        replies=[REPLY],
        recorded={(LAN, "3"), (LAN, "4"), (LAN, "5")},
        arrivals=[ASKED, REVIEW, RECEIPT],
    )


def judge_telegram(
    expected: Expected, actual: Actual, *, kills: tuple[int, ...] = (), cuts: int = 0
) -> Verdict:
    """Compare, with kills and cuts on Telegram. The other services got as many calls."""
    seen = [dict.fromkeys(CHANNELS, calls) for calls in kills]
    return judge(
        expected, actual, kills=seen, cuts={**dict.fromkeys(CHANNELS, 0), "telegram": cuts}
    )


def complaints(actual: Actual, *, kills: tuple[int, ...] = (), cuts: int = 0) -> list[str]:
    return judge_telegram(lan(), actual, kills=kills, cuts=cuts).broken


def test_all_is_well() -> None:
    verdict = judge_telegram(lan(), everything_once())
    assert verdict.broken == []
    assert verdict.last_line == "kills 0, updates 3, lost 0, doubled cases 0, doubled messages 0"


def test_a_lost_update() -> None:
    actual = everything_once()
    actual.updates.remove(("telegram", "2"))
    verdict = judge_telegram(lan(), actual)
    assert verdict.each["telegram"].lost == 1
    assert verdict.broken == ["1 lost updates: [('telegram', '2')]"]


def test_an_update_that_was_seen_but_whose_words_are_gone_or_stored_twice() -> None:
    actual = everything_once()
    actual.transcript.clear()
    assert complaints(actual) == ["1 lost updates: [('telegram', '1')]"]
    actual.transcript[LAN, "1", WORDS] = 2
    assert complaints(actual)[0].startswith("1 messages stored twice")


def test_a_doubled_case() -> None:
    actual = everything_once()
    actual.cases.append(Case("K7M-4Q93", LAN, WORDS, "ap-4", "reflection"))
    verdict = judge_telegram(lan(), actual, kills=(1,))
    assert verdict.each["telegram"].doubled_cases == 1
    assert verdict.broken[0].startswith("1 doubled cases")


def test_a_wrong_answer() -> None:
    for wrong in (
        Case("K7M-4Q92", LAN, WORDS, "ap-3", "reflection"),
        Case("K7M-4Q92", LAN, WORDS, "ap-4", "petition"),
        Case("K7M-4Q92", NAM, WORDS, "ap-4", "reflection"),
        Case("K7M-4Q93", LAN, WORDS, "ap-4", "reflection"),
    ):
        actual = everything_once()
        actual.cases = [wrong]
        verdict = judge_telegram(lan(), actual)
        assert verdict.each["telegram"].wrong_answers == 1
        assert verdict.broken[0].startswith("1 wrong answers in a form")


def test_other_words() -> None:
    actual = everything_once()
    actual.cases = [Case("K7M-4Q92", LAN, WORDS + " ạ", "ap-4", "reflection")]
    assert [one.split(":")[0] for one in complaints(actual)] == [
        "1 stories without their case",
        "1 cases with words that nobody wrote",
    ]


def test_a_case_that_nobody_agreed_to() -> None:
    expected = lan()
    expected.stories[0].agreed = False
    assert "nobody agreed to" in judge_telegram(expected, everything_once()).broken[0]


def test_an_officials_reply_lost_or_doubled() -> None:
    actual = everything_once()
    actual.replies = []
    assert complaints(actual)[0].startswith("1 officials' replies lost")
    actual.replies = [REPLY, REPLY]
    assert complaints(actual)[0].startswith("1 officials' replies doubled")


def again(one: Arrival, message: str, call: int, *, cut: bool = False) -> Arrival:
    return Arrival(one.chat, message, one.text, call, cut)


def test_one_double_a_chat_a_kill_and_no_more() -> None:
    actual = everything_once()
    actual.arrivals.append(again(ASKED, "6", call=4))
    assert complaints(actual)[0].startswith("doubled without a kill or a cut")
    assert complaints(actual, kills=(3,))[0].startswith("doubled without a kill or a cut")
    assert complaints(actual, kills=(4,)) == []
    actual.arrivals.append(again(REVIEW, "7", call=5))
    assert complaints(actual, kills=(4, 5)) == []
    assert complaints(actual, kills=(5,)) == [
        "kill 1 doubled more than one in a chat: {('telegram', '501'): 2}"
    ]


def doubled(actual: Actual, channel: str, how_many: int) -> None:
    """Add a doubled message in `how_many` chats of a channel."""
    for number in range(1000, 1000 + how_many):
        chat = (channel, str(number))
        actual.recorded.add((chat, "10"))
        actual.arrivals += [Arrival(chat, "10", "Chào", 5), Arrival(chat, "11", "Chào", 6)]


def test_no_more_doubles_a_kill_than_are_in_flight() -> None:
    actual = everything_once()
    doubled(actual, "telegram", 33)
    assert complaints(actual, kills=(9,)) == ["telegram: kill 1 doubled 33 messages"]
    actual.arrivals.pop()
    verdict = judge_telegram(lan(), actual, kills=(9,))
    telegram = verdict.each["telegram"]
    assert (verdict.broken, telegram.by_kills, telegram.doubled_messages) == ([], [32], 32)


def test_each_channel_has_its_own_bound_of_doubles() -> None:
    """Each channel has its own delivery. 32 doubles on each are allowed, 33 on one are not."""
    actual = everything_once()
    for channel in CHANNELS:
        doubled(actual, channel, 32)
    verdict = judge_telegram(lan(), actual, kills=(9,))
    assert verdict.broken == []
    assert [one.by_kills for one in verdict.each.values()] == [[32], [32], [32]]
    assert verdict.last_line.endswith("doubled messages 96")
    doubled(actual, "zalo_bot", 33)
    actual.arrivals = [one for one in actual.arrivals if one.chat[0] != "telegram"]
    actual.recorded = {one for one in actual.recorded if one[0][0] != "telegram"}
    assert "zalo_bot: kill 1 doubled 65 messages" in complaints(actual, kills=(9,))


def test_a_channels_calls_are_its_own() -> None:
    """A kill is one moment, but the services have received different numbers of calls by then."""
    actual = everything_once()
    doubled(actual, "zalo_oa", 1)
    seen = {"telegram": 100, "zalo_bot": 100, "zalo_oa": 5}
    cuts = dict.fromkeys(CHANNELS, 0)
    assert judge(lan(), actual, kills=[seen], cuts=cuts).broken[0].startswith("doubled without")
    assert judge(lan(), actual, kills=[{**seen, "zalo_oa": 6}], cuts=cuts).broken == []


def test_a_cut_answer_excuses_its_own_channel_alone() -> None:
    actual = everything_once()
    actual.recorded.add((TU, "10"))
    actual.arrivals += [Arrival(TU, "10", "Chào", 5, cut=True), Arrival(TU, "11", "Chào", 6)]
    actual.recorded.add((TU, "11"))
    actual.recorded.discard((TU, "10"))
    assert complaints(actual, cuts=1) == ["zalo_oa: 1 doubles by 0 cut answers"]


def test_what_is_lost_is_told_of_its_channel() -> None:
    """The same key or chat on another channel is a different update."""
    expected = lan()
    expected.acts.append(Act(TU, 9, "1", "1", "Xin chào"))
    verdict = judge_telegram(expected, everything_once())
    assert [one.lost for one in verdict.each.values()] == [0, 0, 1]
    assert [one.updates for one in verdict.each.values()] == [3, 0, 1]
    assert verdict.broken == ["1 lost updates: [('zalo_oa', '1')]"]
    assert verdict.last_line.startswith("kills 0, updates 4, lost 1, ")
    actual = everything_once()
    actual.cases = [Case("K7M-4Q92", ("zalo_oa", "501"), WORDS, "ap-4", "reflection")]
    assert complaints(actual)[0].startswith("1 wrong answers in a form")


def test_a_cut_answer_is_counted_apart() -> None:
    actual = everything_once()
    actual.arrivals.append(again(ASKED, "6", call=4, cut=True))
    assert complaints(actual, cuts=1) == []
    assert complaints(actual, kills=(9,)) == ["telegram: 1 doubles by 0 cut answers"]


def test_a_message_that_the_outbox_does_not_know() -> None:
    actual = everything_once()
    actual.arrivals.append(Arrival(LAN, "6", "Chào", call=1, cut=True))
    assert complaints(actual, cuts=1)[0].startswith("1 messages that the outbox does not know")
    actual.withdrawn[LAN] = 1
    assert complaints(actual, cuts=1) == []


def test_what_was_withdrawn_after_two_kills_may_have_arrived_with_each() -> None:
    actual = everything_once()
    actual.withdrawn[LAN] = 1
    actual.arrivals += [Arrival(LAN, "6", "Chào", call=4), Arrival(LAN, "7", "Chào", call=5)]
    verdict = judge_telegram(lan(), actual, kills=(4, 5))
    assert (verdict.broken, verdict.each["telegram"].doubled_messages) == ([], 1)
    assert complaints(actual, kills=(5,)) == [
        "kill 1 doubled more than one in a chat: {('telegram', '501'): 2}"
    ]


def test_what_was_recorded_must_have_arrived() -> None:
    actual = everything_once()
    actual.arrivals.remove(RECEIPT)
    assert complaints(actual) == ["1 sent, but on no phone: [(('telegram', '501'), '5')]"]


def test_failed_updates_undelivered_messages_and_waiting_in_vain() -> None:
    expected, actual = lan(), everything_once()
    actual.failed, actual.undelivered, expected.unanswered = 1, 2, ["501"]
    assert len(judge_telegram(expected, actual).broken) == 3


class Deserted(Town):
    """A town without processes."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return


@pytest.mark.parametrize("lost", [False, True])
async def test_the_command_ends_with_1_when_a_bound_is_broken(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    *,
    lost: bool,
) -> None:
    """The last line has the documented format, whatever is printed before it."""
    actual = everything_once()
    if lost:
        actual.updates.clear()
    verdict = judge_telegram(lan(), actual)

    class Done(Run):
        async def go(self) -> Verdict:
            return verdict

    monkeypatch.setattr(command, "Run", Done)
    assert await command.run_plan(Deserted(tmp_path), Plan(7, 0, 3, 1, CHANNELS)) == int(lost)
    summary = capsys.readouterr().out
    assert summary.splitlines()[-1] == verdict.last_line
    assert f"lost {3 * lost}, " in verdict.last_line
    assert ("BROKEN: 3 lost updates" in summary) is lost
