"""`make bench`: medians of paired runs, printed as ratios; what they mean is in docs/decisions/0008."""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 5


def paired(
    ours: Callable[[], object], floor: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """Median seconds of ours and of the floor, and the median ratio pair by pair, after a warm-up each."""
    ours()
    floor()
    pairs = [(timed(ours), timed(floor)) for _ in range(rounds)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def timed(action: Callable[[], object]) -> float:
    """Wall seconds of one run."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def report(name: str, goal: float, figures: tuple[float, float, float]) -> None:
    """One line of the result."""
    ours, floor, ratio = figures
    verdict = "đạt" if ratio <= goal else "CHƯA ĐẠT"
    print(
        f"{name:<56} {ours:9.5f} s / {floor:9.5f} s = {ratio:5.2f}  (mục tiêu ≤ {goal}: {verdict})", flush=True
    )


def main() -> int:
    """Everything on a database of its own, thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="khuyencong-bench-"))
    os.environ["KHUYENCONG_VAR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.config.settings")
    import django

    django.setup()
    from benchmarks import cases

    try:
        cases.prepare()
        wanted = sys.argv[1:] or list(cases.CASES)
        for name in wanted:
            title, goal, figures = cases.CASES[name](paired)
            report(title, goal, figures)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
