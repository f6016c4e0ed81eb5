"""An office for tests: officials, and a case for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.cases.messages.receipts import update
from domain.cases.tracking_code import parse
from storage.messages import outbox_states
from tests.handlers.reports import report

if TYPE_CHECKING:
    from collections.abc import Callable

    from actions.notifier import Notifier
    from bot.channels.contract import SendError
    from storage.cases.events import Event
    from tests.house import House, Speaker

ROAD = "đường ấp 4 lầy lội, xe không qua được"
COMPLAINT = "tôi khiếu nại quyết định thu hồi đất của tôi ở ấp 4"
CODE = re.compile(r"K[0-9A-Z]{2}-[0-9A-Z]{4}")


async def filed(resident: Speaker, words: str = ROAD) -> str:
    """Report something; returns its code as it is shown."""
    await report(resident, words)
    return filed_code(resident)


def filed_code(resident: Speaker) -> str:
    """The code in the newest reply to somebody."""
    for text in reversed(resident.new_texts()):
        found = CODE.search(text)
        if found:
            return found[0]
    raise AssertionError(f"no code in {resident.new_texts()}")


async def answers(official: Speaker, code: str, words: str) -> None:
    """Write an answer to a case, and send it."""
    await official.says(f"/traloi {code} {words}")
    await official.taps("Gửi cho bà con")


async def refused(
    house: House, error: SendError, *, channel: str = "zalo_oa", **later: float
) -> tuple[Speaker, Speaker, str]:
    """Lan's service does not take the answer to her case; returns the official, Lan, and the code.
    `later`: how long after she filed it, as for a timedelta."""
    hai = await house.official("Chị Hai", "head")
    lan = house.resident("Lan", channel=channel)
    code = await filed(lan)
    house.passes(**later)
    house.refuses[channel, lan.chat] = error
    await answers(hai, code, "Đã cử đội duy tu, xong ngày 30/11")
    return hai, lan, code


async def reply_to(house: House, code: str) -> Event:
    """The event of the only answer to a case."""
    (found,) = [event for event in await house.events(code) if event.act == "reply"]
    return found


async def fail_reply(house: House, code: str) -> None:
    """The only answer to a case does not reach the resident: Telegram does not know the chat."""
    number = (await reply_to(house, code)).outbox_id
    if number is None:
        raise AssertionError(f"the answer to {code} was not queued")
    await house.database.transact(
        lambda tx: outbox_states.mark_dead(tx, number, "Bad Request: chat not found")
    )


def stored(code: str) -> str:
    """The code in its stored form, as in buttons."""
    found = parse(code)
    if found is None:
        raise AssertionError(f"{code!r} is no code")
    return found


async def speak(house: House, work: Callable[[Notifier], object]) -> None:
    """Run a job's function once, and deliver what it said."""
    await house.database.transact(lambda tx: work(house.notifier(tx)))
    await house.deliver()


async def receipts(house: House) -> None:
    """Let the job tell officials what became of their messages."""
    await speak(house, update)


async def audited(house: House) -> list[str]:
    """The acts of officials, in order."""
    rows = await house.rows("SELECT act FROM audit WHERE actor LIKE 'official:%' ORDER BY id")
    return [row.act for row in rows]
