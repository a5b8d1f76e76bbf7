"""A worker beside the site: one that dies is replaced, and none is left behind."""

import os
import signal
import sys
import time

from khuyencong.console.serve import worker_beside

STAND_IN = "import sys, time, os; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"


def test_a_worker_that_dies_is_replaced_and_ends_with_the_site(tmp_path, monkeypatch):
    monkeypatch.setattr("khuyencong.console.serve.LIVED", 0.0)
    told = tmp_path / "told"

    def begun(number):
        end = time.monotonic() + 20
        while not told.exists() or len(told.read_text().split()) < number:
            assert time.monotonic() < end, "no worker was started"
            time.sleep(0.05)
        return int(told.read_text().split()[-1])

    with worker_beside([sys.executable, "-c", STAND_IN, str(told)], pause=0.1):
        first = begun(1)
        os.kill(first, signal.SIGKILL)
        second = begun(2)
        assert first != second
    alive = [pid for pid in (first, second) if os.path.exists(f"/proc/{pid}")]  # noqa: PTH110
    assert alive == []
