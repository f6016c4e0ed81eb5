"""The command `python -m sandbox --port N`. It runs until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import json
import signal
import sys
from pathlib import Path

from aiohttp import web

from sandbox.server import application


def main() -> int:
    """Run the server. Exit code 0 after a clean stop, 2 for an error that the caller can fix."""
    parser = argparse.ArgumentParser(prog="nghedan sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="where to listen (default: 8081)")
    parser.add_argument("--host", default="127.0.0.1", help="default: this machine alone")
    parser.add_argument("--power-url", default="", help="a switch that starts and kills the bot")
    parser.add_argument("--sample", type=Path, help="JSON for the page: phones and sample lines")
    parser.add_argument("--first-id", type=int, default=1, help="where ids begin (default: 1)")
    parser.add_argument("--clock-file", type=Path, help="seconds that the clock is ahead")
    chosen = parser.parse_args()
    try:
        sample = json.loads(chosen.sample.read_text("utf-8")) if chosen.sample else {}
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{chosen.sample} is not the page's sample: {error}\n")
        return 2
    app = application(
        power_url=chosen.power_url,
        sample=sample,
        first_id=chosen.first_id,
        clock_file=chosen.clock_file,
    )
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(app, chosen.host, chosen.port))
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        sys.stderr.write(f"Cannot listen on {chosen.host}:{chosen.port}: {error.strerror}\n")
        return 2
    return 0


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    with contextlib.suppress(ImportError):
        import uvloop

        return uvloop.Loop
    return None


async def _serve(app: web.Application, host: str, port: int) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        sys.stdout.write(f"Stand-in for Telegram and Zalo: http://{host}:{port}\n")
        sys.stdout.flush()
        await stopped.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
