"""`make reading`: an article for everybody under load, in turns with the very same bytes as a static file.

The server is as `khuyencong serve` starts it, two processes; whoever asks sits on the same machine. Requests a
second and p95 therefore say what this machine does today, the ratio to the file what the page costs: both are
printed. Goal of the project: 100 requests a second for an article, p95 at most 100 ms, on two cores.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load import TODAY, database, ground, people, serving

SECONDS = int(os.environ.get("KHUYENCONG_READING_SECONDS", "40"))
TURNS = 8
"""Page and file are asked in turns, so that what else this machine does falls on both."""
AT_ONCE = 6
"""Browsers that ask without a pause."""
GOAL_A_SECOND, GOAL_P95 = 100.0, 0.100
FILE = "bai-viet.html"
ARTICLES = 24
HEADERS = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130", "Accept-Encoding": "gzip"}


@dataclass(slots=True)
class Taken:
    """Seconds of each answer, wall seconds of all turns, bytes of one answer, and what was no answer."""

    name: str
    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    size: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall if self.wall else 0.0

    @property
    def p95(self) -> float:
        """95 of 100 answers came within this."""
        return statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else float("inf")


def prepare() -> str:
    """Agencies and a shelf of made articles; the address of the one that is asked for."""
    from django.utils.timezone import localtime

    ground()
    return articles(localtime())


def articles(at: Any) -> str:
    """A shelf of made articles that share topics, read and rated; the address of one with its pictures."""
    from khuyencong.console.demo_portal import PIECES, told
    from khuyencong.organisations.models import Agency
    from khuyencong.portal.actions.demonstration import load_article, load_readers

    ministry = Agency.objects.get(kind=Agency.Kind.MINISTRY)
    writer, second = people(ministry, ["communicator", "ministry_leader"])
    made = [
        load_article(told(PIECES[n % len(PIECES)], at), writer=writer, second=second) for n in range(ARTICLES)
    ]
    for each in made:
        load_readers(each, channels=("", "zalo"), most=60, on=TODAY)
    return str(made[0].url)


def keep_as_file(address: str) -> None:
    """The page as a reader gets it, among the static files and compressed as they are."""
    from django.conf import settings
    from django.test import Client
    from whitenoise.compress import Compressor

    page = Client(headers={"user-agent": "curl"}, SERVER_NAME="127.0.0.1").get(address)
    assert page.status_code == 200, page.status_code
    file = Path(settings.STATIC_ROOT) / FILE
    file.write_bytes(page.content)
    list(Compressor(use_brotli=False, quiet=True).compress(str(file)))


async def ask(browser: Any, address: str, until: float, taken: Taken) -> None:
    """One browser that reads without a pause until the turn is over."""
    import aiohttp

    while time.perf_counter() < until:
        began = time.perf_counter()
        try:
            async with browser.get(address) as answer:
                body = await answer.read()
                if answer.status != 200:
                    taken.errors.append(str(answer.status))
                    continue
                taken.size = int(answer.headers.get("Content-Length", len(body)))
        except (aiohttp.ClientError, TimeoutError) as error:
            taken.errors.append(type(error).__name__)
            continue
        taken.seconds.append(time.perf_counter() - began)


async def in_turns(pairs: Sequence[tuple[str, Taken]], seconds: float, at_once: int = AT_ONCE) -> None:
    """Page, file, page, file: the same number of browsers, the same time."""
    import aiohttp

    connector = aiohttp.TCPConnector(limit=at_once)
    timeout = aiohttp.ClientTimeout(30)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, headers=HEADERS, auto_decompress=False
    ) as browser:
        for address, _ in pairs:  # a warm-up of both processes
            await asyncio.gather(
                *(ask(browser, address, time.perf_counter() + 1, Taken("")) for _ in range(at_once))
            )
        for _ in range(TURNS):
            for address, taken in pairs:
                began = time.perf_counter()
                until = began + seconds / TURNS / len(pairs)
                await asyncio.gather(*(ask(browser, address, until, taken) for _ in range(at_once)))
                taken.wall += time.perf_counter() - began


def told(page: Taken, file: Taken, read: int) -> int:
    """Print both and what holds; 1 where the goal is missed, an answer failed, or a reading was not counted."""
    for each in (page, file):
        middle = statistics.median(each.seconds) * 1000
        print(
            f"  {each.name:<22} {each.a_second:7.0f} mỗi giây  p50 {middle:6.1f} ms"
            f"  p95 {each.p95 * 1000:6.1f} ms  {each.size / 1024:6.1f} KiB  lỗi {len(each.errors)}"
        )
    print(f"  trang / tệp tĩnh: {page.a_second / file.a_second:.2f} số yêu cầu, {page.p95 / file.p95:.2f} p95")
    kept = page.a_second >= GOAL_A_SECOND and page.p95 <= GOAL_P95
    goal = f"≥ {GOAL_A_SECOND:.0f} mỗi giây, p95 ≤ {GOAL_P95 * 1000:.0f} ms"
    print(f"  mục tiêu ({goal}): {'đạt' if kept else 'CHƯA ĐẠT'}")
    print(f"  lượt đọc đếm được: {read}, lượt trả lời: {len(page.seconds)}")
    return int(not kept or bool(page.errors or file.errors) or read < len(page.seconds))


def main(kind: str) -> int:
    """Prepare, serve, ask in turns, count."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.config.settings")
    with database(kind):
        import django
        from django.db import connections

        django.setup()
        address = prepare()
        keep_as_file(address)
        before = read_so_far()
        page, file = Taken("bài viết"), Taken("cùng trang, tệp tĩnh")
        with serving() as site:
            asyncio.run(in_turns([(site + address, page), (f"{site}/static/{FILE}", file)], SECONDS))
        print(f"{kind}: {AT_ONCE} trình duyệt cùng lúc, {SECONDS} giây, {os.cpu_count()} lõi")
        missed = told(page, file, read_so_far() - before)
        connections.close_all()
        return missed


def read_so_far() -> int:
    """All readings that were counted."""
    from django.db.models import Sum

    from khuyencong.portal.models import Reading

    return int(Reading.objects.aggregate(all=Sum("count"))["all"] or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "sqlite"))
