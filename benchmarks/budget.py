"""`make budget`: what the public pages cost on a modest phone and a slow line, against budgets.csv.

A phone's width, a fourth of this machine's speed and a line of 1.6 Mbit/s with 150 ms of delay, through the
browser's own protocol; each page three times with nothing kept, the median counts. Then once without
JavaScript: what the page says must be read all the same. Bytes, requests, shifts and nodes are alike on every
machine; times say what this one does today, so on one that is busy with something else they stop nothing.
"""

import csv
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

ROWS = Path(__file__).with_name("budgets.csv")
PHONE = {"width": 390, "height": 844}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4
TIMES = int(os.environ.get("KHUYENCONG_BUDGET_TIMES", "3"))
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "chữ", "Image": "ảnh"}
LONG = 50
"""A task longer than this many milliseconds keeps a finger waiting."""
SAME_TEXT = 0.9
"""Without JavaScript a page says at least this share of its words."""
PATIENCE = 180_000
"""Milliseconds to wait for a page of a machine that is slowed down and may be busy besides."""
TIMED = ("first_paint", "largest_paint", "blocked")
WATCH = """
window.told = {paint: 0, largest: 0, moved: 0, tasks: []};
const watch = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take))
  .observe({type, buffered: true});
watch('paint', each => { if (each.name === 'first-contentful-paint') told.paint = each.startTime; });
watch('largest-contentful-paint', each => { told.largest = each.startTime; });
watch('layout-shift', each => { if (!each.hadRecentInput) told.moved += each.value; });
watch('longtask', each => told.tasks.push([each.startTime, each.duration]));
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one opening cost, or the most it may cost. `bytes` of the whole transfer, times in milliseconds."""

    bytes: float
    requests: float
    first_paint: float
    largest_paint: float
    shift: float
    blocked: float
    nodes: float


NAMES = {
    "bytes": "byte",
    "requests": "yêu cầu",
    "first_paint": "FCP ms",
    "largest_paint": "LCP ms",
    "shift": "CLS",
    "blocked": "TBT ms",
    "nodes": "nút DOM",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A row of budgets.csv: a page, words to be read on it without JavaScript, and the most it may cost."""

    name: str
    address: str
    reads: str
    most: Cost


def budgets() -> list[Budget]:
    """All rows."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return [
            Budget(
                name=row["name"],
                address=row["address"],
                reads=row["reads"],
                most=Cost(**{each.name: float(row[each.name]) for each in fields(Cost)}),
            )
            for row in csv.DictReader(file)
        ]


def opened(browser: Any, url: str) -> tuple[Cost, Counter[str], str]:
    """One opening with nothing kept: its cost, bytes by kind, and the words of the page."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, device_scale_factor=2, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]})
    )
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(url, wait_until="networkidle", timeout=PATIENCE)
    told = page.evaluate("told")
    nodes = page.evaluate("document.querySelectorAll('*').length")
    words = page.locator("main").inner_text()
    context.close()
    by_kind: Counter[str] = Counter()
    for number, size in sizes.items():
        by_kind[KINDS.get(kinds.get(number, ""), "khác")] += int(size)
    blocked = sum(max(length - LONG, 0.0) for began, length in told["tasks"] if began + length > told["paint"])
    cost = Cost(
        bytes=sum(by_kind.values()),
        requests=len(sizes),
        first_paint=told["paint"],
        largest_paint=told["largest"],
        shift=told["moved"],
        blocked=blocked,
        nodes=nodes,
    )
    return cost, by_kind, words


def read_without_scripts(browser: Any, url: str) -> str:
    """The words of the page where no script runs."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(url, timeout=PATIENCE)
    words: str = page.locator("main").inner_text()
    context.close()
    return words


def median_of(costs: list[Cost]) -> Cost:
    """The median of each measure."""
    return Cost(
        **{each.name: statistics.median(getattr(cost, each.name) for cost in costs) for each in fields(Cost)}
    )


def is_busy() -> bool:
    """Whether more wants to run on this machine than it has cores."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def over(cost: Cost, budget: Budget, *, busy: bool) -> list[str]:
    """What costs more than its row allows, in words; on a busy machine without the times."""
    return [
        f"{NAMES[each.name]} {shown(getattr(cost, each.name))} > {shown(getattr(budget.most, each.name))}"
        for each in fields(Cost)
        if getattr(cost, each.name) > getattr(budget.most, each.name) and not (busy and each.name in TIMED)
    ]


def unread(budget: Budget, words: str, plain: str) -> list[str]:
    """What cannot be read without JavaScript, in words."""
    if budget.reads not in plain:
        return [f"không có JavaScript thì không đọc được “{budget.reads}”"]
    if len(plain) < SAME_TEXT * len(words):
        return [f"không có JavaScript chỉ còn {len(plain)}/{len(words)} chữ"]
    return []


def shown(value: float) -> str:
    """Three decimals of a shift, whole numbers of the rest."""
    return f"{value:.3f}" if 0 < value < 1 else f"{value:.0f}"


def measured(browser: Any, site: str, budget: Budget, *, busy: bool) -> list[str]:
    """Measure one page, print it; what is over."""
    url = site + budget.address
    runs = [opened(browser, url) for _ in range(TIMES)]
    cost = median_of([each for each, _, _ in runs])
    _, by_kind, words = runs[-1]
    wrong = [*over(cost, budget, busy=busy), *unread(budget, words, read_without_scripts(browser, url))]
    kinds = ", ".join(f"{kind} {size}" for kind, size in by_kind.most_common())
    print(f"{budget.name} ({budget.address})")
    print("  " + "  ".join(f"{NAMES[each.name]} {shown(getattr(cost, each.name))}" for each in fields(Cost)))
    print(f"  theo loại: {kinds}")
    print(
        f"  {'QUÁ: ' + '; '.join(wrong) if wrong else 'trong ngân sách; đọc được khi tắt JavaScript'}",
        flush=True,
    )
    return wrong


@contextmanager
def site_of(given: list[str]) -> Iterator[str]:
    """The site that was named, or one of our own with the demonstration data."""
    if given:
        yield given[0].rstrip("/")
        return
    from tests.e2e.conftest import running_site

    with tempfile.TemporaryDirectory(prefix="khuyencong-budget-") as folder, running_site(folder) as address:
        yield address


def main(given: list[str]) -> int:
    """All rows; 1 where one is over."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import executable
    from tests.e2e.conftest import ARGUMENTS

    with site_of(given) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        busy = is_busy()
        if busy:
            print("Máy đang bận việc khác: thời gian chỉ để tham khảo, không tính vào ngân sách")
        rows = budgets()
        wrong = {each.name: found for each in rows if (found := measured(browser, site, each, busy=busy))}
        browser.close()
    print(f"{len(wrong)} trang quá ngân sách" if wrong else "Mọi trang trong ngân sách")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
