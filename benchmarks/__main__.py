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


def report(name: str, goal: float, figures: tuple[float, float, float], *, asked: bool) -> bool:
    """One line of the result; whether the ratio keeps its goal. One nobody asked for is marked as our own."""
    ours, floor, ratio = figures
    kept = ratio <= goal
    whose = "mục tiêu" if asked else "mục tiêu tự đặt"
    verdict = "đạt" if kept else "CHƯA ĐẠT"
    said = f"({whose} ≤ {goal}: {verdict})"
    print(f"{name:<56} {ours:9.5f} s / {floor:9.5f} s = {ratio:5.2f}  {said}", flush=True)
    return kept


def main() -> int:
    """Everything on a database of its own, thrown away afterwards; 1 where a goal that was asked for is missed.

    Goals of our own are told and stop nothing: they say where to look, on machines that differ.
    """
    folder = Path(tempfile.mkdtemp(prefix="khuyencong-bench-"))
    os.environ["KHUYENCONG_VAR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.config.settings")
    import django

    django.setup()
    from benchmarks import cases

    missed: list[str] = []
    try:
        cases.prepare()
        wanted = sys.argv[1:] or list(cases.CASES)
        for name in wanted:
            title, goal, figures = cases.CASES[name](paired)
            if not report(title, goal, figures, asked=name in cases.ASKED) and name in cases.ASKED:
                missed.append(name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if missed:
        print(f"CHƯA ĐẠT mục tiêu được giao: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
