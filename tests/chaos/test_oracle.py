"""The oracle can fail: each thing it must never see, shown to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

import pytest

from tests.chaos import __main__ as command
from tests.chaos.oracle import Act, Arrival, Case, Heard, Held, Story, Verdict, judge
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


def lan() -> Heard:
    """She wrote, pressed the hamlet and agreed; an official replied."""
    return Heard(
        acts=[
            Act(LAN, 1, "1", "1", WORDS),
            Act(LAN, 2, "2", "3"),
            Act(LAN, 3, "3", "4"),
        ],
        stories=[Story(LAN, WORDS, "ap-4", "reflection", agreed=True, code="K7M-4Q92")],
        replies=[REPLY],
    )


def kept() -> Held:
    """All of it, once."""
    return Held(
        updates={("telegram", "1"), ("telegram", "2"), ("telegram", "3")},
        said=Counter({(LAN, "1", WORDS): 1}),
        cases=[Case("K7M-4Q92", LAN, WORDS, "ap-4", "reflection")],
        replies=[REPLY],
        recorded={(LAN, "3"), (LAN, "4"), (LAN, "5")},
        arrivals=[ASKED, REVIEW, RECEIPT],
    )


def judged(heard: Heard, held: Held, *, kills: tuple[int, ...] = (), cuts: int = 0) -> Verdict:
    """Kills and cuts on Telegram; the other channels' services were called as often."""
    seen = [dict.fromkeys(CHANNELS, calls) for calls in kills]
    return judge(heard, held, kills=seen, cuts={**dict.fromkeys(CHANNELS, 0), "telegram": cuts})


def complaints(held: Held, *, kills: tuple[int, ...] = (), cuts: int = 0) -> list[str]:
    return judged(lan(), held, kills=kills, cuts=cuts).broken


def test_all_is_well() -> None:
    verdict = judged(lan(), kept())
    assert verdict.broken == []
    assert verdict.last_line == "kills 0, updates 3, lost 0, doubled cases 0, doubled messages 0"


def test_a_lost_update() -> None:
    held = kept()
    held.updates.remove(("telegram", "2"))
    verdict = judged(lan(), held)
    assert verdict.each["telegram"].lost == 1
    assert verdict.broken == ["1 lost updates: [('telegram', '2')]"]


def test_an_update_that_was_seen_but_whose_words_are_gone_or_kept_twice() -> None:
    held = kept()
    held.said.clear()
    assert complaints(held) == ["1 lost updates: [('telegram', '1')]"]
    held.said[LAN, "1", WORDS] = 2
    assert complaints(held)[0].startswith("1 messages kept twice")


def test_a_doubled_case() -> None:
    held = kept()
    held.cases.append(Case("K7M-4Q93", LAN, WORDS, "ap-4", "reflection"))
    verdict = judged(lan(), held, kills=(1,))
    assert verdict.each["telegram"].doubled_cases == 1
    assert verdict.broken[0].startswith("1 doubled cases")


def test_a_wrong_answer() -> None:
    for wrong in (
        Case("K7M-4Q92", LAN, WORDS, "ap-3", "reflection"),
        Case("K7M-4Q92", LAN, WORDS, "ap-4", "petition"),
        Case("K7M-4Q92", NAM, WORDS, "ap-4", "reflection"),
        Case("K7M-4Q93", LAN, WORDS, "ap-4", "reflection"),
    ):
        held = kept()
        held.cases = [wrong]
        verdict = judged(lan(), held)
        assert verdict.each["telegram"].wrong_answers == 1
        assert verdict.broken[0].startswith("1 wrong answers in a form")


def test_other_words() -> None:
    held = kept()
    held.cases = [Case("K7M-4Q92", LAN, WORDS + " ạ", "ap-4", "reflection")]
    assert [one.split(":")[0] for one in complaints(held)] == [
        "1 stories without their case",
        "1 cases with words that nobody wrote",
    ]


def test_a_case_that_nobody_agreed_to() -> None:
    heard = lan()
    heard.stories[0].agreed = False
    assert "nobody agreed to" in judged(heard, kept()).broken[0]


def test_an_officials_reply_lost_or_doubled() -> None:
    held = kept()
    held.replies = []
    assert complaints(held)[0].startswith("1 officials' replies lost")
    held.replies = [REPLY, REPLY]
    assert complaints(held)[0].startswith("1 officials' replies doubled")


def again(one: Arrival, message: str, call: int, *, cut: bool = False) -> Arrival:
    return Arrival(one.chat, message, one.text, call, cut)


def test_one_double_a_chat_a_kill_and_no_more() -> None:
    held = kept()
    held.arrivals.append(again(ASKED, "6", call=4))
    assert complaints(held)[0].startswith("doubled without a kill or a cut")
    assert complaints(held, kills=(3,))[0].startswith("doubled without a kill or a cut")
    assert complaints(held, kills=(4,)) == []
    held.arrivals.append(again(REVIEW, "7", call=5))
    assert complaints(held, kills=(4, 5)) == []
    assert complaints(held, kills=(5,)) == [
        "kill 1 doubled more than one in a chat: {('telegram', '501'): 2}"
    ]


def doubled(held: Held, channel: str, how_many: int) -> None:
    """In so many chats of a channel something arrived twice."""
    for number in range(1000, 1000 + how_many):
        chat = (channel, str(number))
        held.recorded.add((chat, "10"))
        held.arrivals += [Arrival(chat, "10", "Chào", 5), Arrival(chat, "11", "Chào", 6)]


def test_no_more_doubles_a_kill_than_are_in_flight() -> None:
    held = kept()
    doubled(held, "telegram", 33)
    assert complaints(held, kills=(9,)) == ["telegram: kill 1 doubled 33 messages"]
    held.arrivals.pop()
    verdict = judged(lan(), held, kills=(9,))
    telegram = verdict.each["telegram"]
    assert (verdict.broken, telegram.by_kills, telegram.doubled_messages) == ([], [32], 32)


def test_each_channel_has_its_own_bound_of_doubles() -> None:
    """Every channel has a delivery of its own: 32 on each are allowed, 33 on one are not."""
    held = kept()
    for channel in CHANNELS:
        doubled(held, channel, 32)
    verdict = judged(lan(), held, kills=(9,))
    assert verdict.broken == []
    assert [one.by_kills for one in verdict.each.values()] == [[32], [32], [32]]
    assert verdict.last_line.endswith("doubled messages 96")
    doubled(held, "zalo_bot", 33)
    held.arrivals = [one for one in held.arrivals if one.chat[0] != "telegram"]
    held.recorded = {one for one in held.recorded if one[0][0] != "telegram"}
    assert "zalo_bot: kill 1 doubled 65 messages" in complaints(held, kills=(9,))


def test_a_channels_calls_are_its_own() -> None:
    """A kill is a moment: it stands at another call of each service."""
    held = kept()
    doubled(held, "zalo_oa", 1)
    seen = {"telegram": 100, "zalo_bot": 100, "zalo_oa": 5}
    cuts = dict.fromkeys(CHANNELS, 0)
    assert judge(lan(), held, kills=[seen], cuts=cuts).broken[0].startswith("doubled without")
    assert judge(lan(), held, kills=[{**seen, "zalo_oa": 6}], cuts=cuts).broken == []


def test_a_cut_answer_excuses_its_own_channel_alone() -> None:
    held = kept()
    held.recorded.add((TU, "10"))
    held.arrivals += [Arrival(TU, "10", "Chào", 5, cut=True), Arrival(TU, "11", "Chào", 6)]
    held.recorded.add((TU, "11"))
    held.recorded.discard((TU, "10"))
    assert complaints(held, cuts=1) == ["zalo_oa: 1 doubles by 0 cut answers"]


def test_what_is_lost_is_told_of_its_channel() -> None:
    """The same key on another channel is another update; so is the same chat."""
    heard = lan()
    heard.acts.append(Act(TU, 9, "1", "1", "Xin chào"))
    verdict = judged(heard, kept())
    assert [one.lost for one in verdict.each.values()] == [0, 0, 1]
    assert [one.updates for one in verdict.each.values()] == [3, 0, 1]
    assert verdict.broken == ["1 lost updates: [('zalo_oa', '1')]"]
    assert verdict.last_line.startswith("kills 0, updates 4, lost 1, ")
    held = kept()
    held.cases = [Case("K7M-4Q92", ("zalo_oa", "501"), WORDS, "ap-4", "reflection")]
    assert complaints(held)[0].startswith("1 wrong answers in a form")


def test_a_cut_answer_is_counted_apart() -> None:
    held = kept()
    held.arrivals.append(again(ASKED, "6", call=4, cut=True))
    assert complaints(held, cuts=1) == []
    assert complaints(held, kills=(9,)) == ["telegram: 1 doubles by 0 cut answers"]


def test_a_message_that_the_outbox_does_not_know() -> None:
    held = kept()
    held.arrivals.append(Arrival(LAN, "6", "Chào", call=1, cut=True))
    assert complaints(held, cuts=1)[0].startswith("1 messages that the outbox does not know")
    held.withdrawn[LAN] = 1
    assert complaints(held, cuts=1) == []


def test_what_was_withdrawn_after_two_kills_may_have_arrived_with_each() -> None:
    held = kept()
    held.withdrawn[LAN] = 1
    held.arrivals += [Arrival(LAN, "6", "Chào", call=4), Arrival(LAN, "7", "Chào", call=5)]
    verdict = judged(lan(), held, kills=(4, 5))
    assert (verdict.broken, verdict.each["telegram"].doubled_messages) == ([], 1)
    assert complaints(held, kills=(5,)) == [
        "kill 1 doubled more than one in a chat: {('telegram', '501'): 2}"
    ]


def test_what_was_recorded_must_have_arrived() -> None:
    held = kept()
    held.arrivals.remove(RECEIPT)
    assert complaints(held) == ["1 sent, but on no phone: [(('telegram', '501'), '5')]"]


def test_failed_updates_undelivered_messages_and_waiting_in_vain() -> None:
    heard, held = lan(), kept()
    held.failed, held.undelivered, heard.unanswered = 1, 2, ["501"]
    assert len(judged(heard, held).broken) == 3


class Deserted(Town):
    """Nothing runs in it."""

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
    """And its last line is what is promised, whatever stands before it."""
    held = kept()
    if lost:
        held.updates.clear()
    verdict = judged(lan(), held)

    class Done(Run):
        async def go(self) -> Verdict:
            return verdict

    monkeypatch.setattr(command, "Run", Done)
    assert await command.tried(Deserted(tmp_path), Plan(7, 0, 3, 1, CHANNELS)) == int(lost)
    told = capsys.readouterr().out
    assert told.splitlines()[-1] == verdict.last_line
    assert f"lost {3 * lost}, " in verdict.last_line
    assert ("BROKEN: 3 lost updates" in told) is lost
