"""`khuyencong work`: the worker of background jobs, until told to stop."""

import os
import secrets
import signal
import socket
import threading
from datetime import timedelta
from typing import TextIO

from django.conf import settings

from khuyencong.post.actions.work import Worker


def run(*, lease: float, parent: int | None, timetable: bool, out: TextIO) -> int:
    """Work until SIGTERM, Ctrl+C, or the end of the parent process; the task at hand is ended first."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if parent is not None:
        threading.Thread(target=watch, args=(parent, stopping), daemon=True).start()
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
    print(f"Đang làm việc nền: {name}", file=out, flush=True)
    entries = settings.TIMETABLE if timetable else ()
    Worker(name=name, timetable=entries, lease=timedelta(seconds=lease), stopping=stopping).work()
    return 0


def watch(parent: int, stopping: threading.Event) -> None:
    """Stop when the parent is gone, so that a killed site leaves no worker behind."""
    while not stopping.wait(1):
        if os.getppid() != parent:
            stopping.set()
