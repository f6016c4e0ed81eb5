"""Draws a bar chart of the last weeks: only numbers and days, the text is in the caption."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from actions.reports.figures import weekly
from bot.tasks import unlink
from domain.messages.message import FileKind, Outgoing, OutgoingFile
from storage import tasks
from storage.messages import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from actions.reports.figures import WeekCount
    from bot.tasks.worker import TaskContext
    from storage.engine.transaction import Transaction

KEPT = timedelta(days=1)
"""How long the picture stays on the disk after it was queued."""
WIDTH, HEIGHT, MARGIN = 800, 420, 50
RECEIVED, ANSWERED, INK, PAPER = "#2b6cb0", "#2f855a", "#222222", "#ffffff"


async def chart(context: TaskContext, payload: dict[str, Any]) -> None:
    """Draw the chart and queue it. `payload`: {"channel", "chat", "person", "caption", "unit"}.

    `unit` is a unit's id, empty for all units.
    """
    relative = f"charts/{secrets.token_hex(16)}.png"
    path = context.data_dir / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    now = context.clock.now()
    organisation = context.commune.organisation
    weeks = await context.database.read(lambda tx: weekly(tx, organisation, now, payload["unit"]))
    await asyncio.to_thread(draw, weeks, path)

    def send(tx: Transaction) -> None:
        tasks.add(tx, unlink.KIND, {"paths": [relative]}, now + KEPT)
        file = OutgoingFile(FileKind.PHOTO, "thong-ke.png", path=relative)
        outbox.put(
            tx,
            channel=payload["channel"],
            chat=payload["chat"],
            now=now,
            message=Outgoing(payload["caption"], file=file),
            person_id=payload["person"],
            rank=outbox.NOTICE,
            origin="chart",
        )

    await context.database.transact(send)


def draw(weeks: Sequence[WeekCount], path: Path) -> None:
    """Draw two bars a week, received and answered, each with its number above, into a PNG."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(18)
    most = max((max(week.received, week.answered) for week in weeks), default=0) or 1
    floor = HEIGHT - MARGIN
    step = (WIDTH - 2 * MARGIN) / max(len(weeks), 1)
    for at, week in enumerate(weeks):
        left = MARGIN + at * step
        bars = ((week.received, RECEIVED), (week.answered, ANSWERED))
        for place, (number, colour) in enumerate(bars):
            x = left + step * (0.12 + 0.38 * place)
            top = floor - (floor - MARGIN) * number / most
            pen.rectangle((x, top, x + step * 0.34, floor), fill=colour)
            pen.text((x + step * 0.17, top - 6), str(number), fill=INK, font=font, anchor="ms")
        pen.text(
            (left + step / 2, floor + 26), f"{week.ends:%d/%m}", fill=INK, font=font, anchor="ms"
        )
    pen.line((MARGIN, floor, WIDTH - MARGIN, floor), fill=INK, width=2)
    image.save(path, "PNG")
