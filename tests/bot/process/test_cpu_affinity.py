"""One processor for the whole process, where there is a choice and the system allows it."""

from __future__ import annotations

import asyncio
import logging
import os
import threading

import pytest

from bot.process import cpu_affinity

Bound = list[tuple[int, set[int]]]


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> Bound:
    """What was bound, in order, on a machine of as many processors as there may be."""
    calls: Bound = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(1024)))
    monkeypatch.setattr(os, "sched_setaffinity", lambda *call: calls.append(call))
    monkeypatch.setattr(cpu_affinity, "CHOICE_SECONDS", 0.01)
    monkeypatch.setattr(cpu_affinity, "AGAIN_SECONDS", 0.05)
    return calls


async def test_every_thread_is_bound_to_one_and_chooses_again(bound: Bound) -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    keeping = asyncio.get_running_loop().create_task(cpu_affinity.pin_to_one_cpu())
    await asyncio.sleep(0.3)
    keeping.cancel()
    over.set()
    for thread in (threading.get_native_id(), other.native_id):
        mine = [len(processors) for bound_thread, processors in bound if bound_thread == thread]
        assert mine[:4] == [1024, 1, 1024, 1]


async def test_where_it_is_not_allowed_the_bot_runs_on(
    bound: Bound, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_call: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", refused)
    with caplog.at_level(logging.INFO):
        await asyncio.wait_for(cpu_affinity.pin_to_one_cpu(), 5)
    assert not bound
    assert caplog.messages == ["the process is not pinned to one CPU: PermissionError"]


async def test_where_there_is_one_nothing_is_done(
    bound: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {3})
    await asyncio.wait_for(cpu_affinity.pin_to_one_cpu(), 5)
    assert not bound
