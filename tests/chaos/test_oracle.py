"""The oracle can fail: each thing it must never see, shown to it."""

from __future__ import annotations

from collections import Counter

from tests.chaos.oracle import Act, Arrival, Case, Heard, Held, Story, judge

WORDS = "mất nước sinh hoạt đã ba ngày rồi"
REPLY = ("K7M-4Q92", "Mai có người xuống xem")
ASKED, REVIEW, RECEIPT = (
    Arrival(501, 3, "Ở đâu vậy bà con?", call=1),
    Arrival(501, 4, "Bà con coi lại một lần", call=2),
    Arrival(501, 5, "Mã hồ sơ là K7M-4Q92", call=3),
)


def lan() -> Heard:
    """She wrote, pressed the hamlet and agreed; an official replied."""
    return Heard(
        acts=[Act(1, 501, 1, WORDS), Act(2, 501, 3), Act(3, 501, 4)],
        stories=[Story(501, WORDS, "ap-4", "reflection", agreed=True, code="K7M-4Q92")],
        replies=[REPLY],
    )


def kept() -> Held:
    """All of it, once."""
    return Held(
        updates={"1", "2", "3"},
        said=Counter({(501, 1, WORDS): 1}),
        cases=[Case("K7M-4Q92", 501, WORDS, "ap-4", "reflection")],
        replies=[REPLY],
        recorded={(501, 3), (501, 4), (501, 5)},
        arrivals=[ASKED, REVIEW, RECEIPT],
    )


def complaints(held: Held, *, kills: tuple[int, ...] = (), cuts: int = 0) -> list[str]:
    return judge(lan(), held, kills=list(kills), cuts=cuts).broken


def test_all_is_well() -> None:
    verdict = judge(lan(), kept(), kills=[], cuts=0)
    assert verdict.broken == []
    assert verdict.last_line == "kills 0, updates 3, lost 0, doubled cases 0, doubled messages 0"


def test_a_lost_update() -> None:
    held = kept()
    held.updates.remove("2")
    verdict = judge(lan(), held, kills=[], cuts=0)
    assert verdict.lost == 1
    assert verdict.broken == ["1 lost updates: [2]"]


def test_an_update_that_was_seen_but_whose_words_are_gone_or_kept_twice() -> None:
    held = kept()
    held.said.clear()
    assert complaints(held) == ["1 lost updates: [1]"]
    held.said[501, 1, WORDS] = 2
    assert complaints(held)[0].startswith("1 messages kept twice")


def test_a_doubled_case() -> None:
    held = kept()
    held.cases.append(Case("K7M-4Q93", 501, WORDS, "ap-4", "reflection"))
    verdict = judge(lan(), held, kills=[1], cuts=0)
    assert verdict.doubled_cases == 1
    assert verdict.broken[0].startswith("1 doubled cases")


def test_a_wrong_answer() -> None:
    for wrong in (
        Case("K7M-4Q92", 501, WORDS, "ap-3", "reflection"),
        Case("K7M-4Q92", 501, WORDS, "ap-4", "petition"),
        Case("K7M-4Q92", 502, WORDS, "ap-4", "reflection"),
        Case("K7M-4Q93", 501, WORDS, "ap-4", "reflection"),
    ):
        held = kept()
        held.cases = [wrong]
        verdict = judge(lan(), held, kills=[], cuts=0)
        assert verdict.wrong_answers == 1
        assert verdict.broken[0].startswith("1 wrong answers in a form")


def test_other_words() -> None:
    held = kept()
    held.cases = [Case("K7M-4Q92", 501, WORDS + " ạ", "ap-4", "reflection")]
    assert [one.split(":")[0] for one in complaints(held)] == [
        "1 stories without their case",
        "1 cases with words that nobody wrote",
    ]


def test_a_case_that_nobody_agreed_to() -> None:
    heard = lan()
    heard.stories[0].agreed = False
    assert "nobody agreed to" in judge(heard, kept(), kills=[], cuts=0).broken[0]


def test_an_officials_reply_lost_or_doubled() -> None:
    held = kept()
    held.replies = []
    assert complaints(held)[0].startswith("1 officials' replies lost")
    held.replies = [REPLY, REPLY]
    assert complaints(held)[0].startswith("1 officials' replies doubled")


def again(one: Arrival, message: int, call: int, *, cut: bool = False) -> Arrival:
    return Arrival(one.chat, message, one.text, call, cut)


def test_one_double_a_chat_a_kill_and_no_more() -> None:
    held = kept()
    held.arrivals.append(again(ASKED, 6, call=4))
    assert complaints(held)[0].startswith("doubled without a kill or a cut")
    assert complaints(held, kills=(3,))[0].startswith("doubled without a kill or a cut")
    assert complaints(held, kills=(4,)) == []
    held.arrivals.append(again(REVIEW, 7, call=5))
    assert complaints(held, kills=(4, 5)) == []
    assert complaints(held, kills=(5,)) == ["kill 1 doubled more than one in a chat: {501: 2}"]


def test_no_more_doubles_a_kill_than_are_in_flight() -> None:
    held = kept()
    for chat in range(1000, 1033):
        held.recorded.add((chat, 10))
        held.arrivals += [Arrival(chat, 10, "Chào", 5), Arrival(chat, 11, "Chào", 6)]
    assert complaints(held, kills=(9,)) == ["kill 1 doubled 33 messages"]
    held.arrivals.pop()
    verdict = judge(lan(), held, kills=[9], cuts=0)
    assert (verdict.broken, verdict.by_kills, verdict.doubled_messages) == ([], [32], 32)


def test_a_cut_answer_is_counted_apart() -> None:
    held = kept()
    held.arrivals.append(again(ASKED, 6, call=4, cut=True))
    assert complaints(held, cuts=1) == []
    assert complaints(held, kills=(9,)) == ["1 doubles by 0 cut answers"]


def test_a_message_that_the_outbox_does_not_know() -> None:
    held = kept()
    held.arrivals.append(Arrival(501, 6, "Chào", call=1, cut=True))
    assert complaints(held, cuts=1)[0].startswith("1 messages that the outbox does not know")
    held.withdrawn[501] = 1
    assert complaints(held, cuts=1) == []


def test_what_was_recorded_must_have_arrived() -> None:
    held = kept()
    held.arrivals.remove(RECEIPT)
    assert complaints(held) == ["1 sent, but on no phone: [(501, 5)]"]


def test_failed_updates_undelivered_messages_and_waiting_in_vain() -> None:
    heard, held = lan(), kept()
    held.failed, held.undelivered, heard.unanswered = 1, 2, ["501"]
    assert len(judge(heard, held, kills=[], cuts=0).broken) == 3
