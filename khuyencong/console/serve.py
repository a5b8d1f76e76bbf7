"""`khuyencong serve`: the site on a real server, with its address printed first, and a worker beside it."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import TextIO

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces

LIVED = 10.0
"""Seconds after which a worker's death is an accident rather than a fault of its start."""


HERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104 - what is listened at, told as an address
"""How a browser of this machine finds a site that listens so."""


def is_taken(host: str, port: int) -> bool:
    """Whether somebody else already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


@contextlib.contextmanager
def worker_beside(command: list[str], pause: float = 1.0) -> Iterator[None]:
    """Keep a worker process running: one that dies is started anew after a pause."""
    done = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not done.is_set():
            began = time.monotonic()
            running[:] = [subprocess.Popen(command)]  # noqa: S603 - our own command line
            running[0].wait()
            # A worker that lived a while is replaced at once; one that dies at its start is not hammered.
            done.wait(pause if time.monotonic() - began > LIVED else pause * 10)

    thread = threading.Thread(target=keep, daemon=True, name="worker-beside")
    thread.start()
    try:
        yield
    finally:
        done.set()
        for process in running:
            process.terminate()
        thread.join(20)


def worker_command() -> list[str]:
    """`khuyencong work`, which ends when this process does."""
    return [sys.executable, "-m", "khuyencong.console.main", "work", "--parent", str(os.getpid())]


def run(host: str, port: int, out: TextIO, err: TextIO, *, work: bool = True) -> int:
    """Serve until stopped."""
    if is_taken(host, port):
        print(
            f"khuyencong: lỗi: cổng {port} của {host} đang được dùng hoặc không được phép. "
            f"Thử cổng khác: khuyencong serve --port {port + 1} (hoặc make run PORT={port + 1})",
            file=err,
        )
        return 1
    if not settings.PRODUCTION:
        # Letters and messages to programs lead back here; the processes started below read it from here.
        settings.SITE_URL = os.environ.setdefault("SITE_URL", f"http://{HERE.get(host, host)}:{port}")
    print(f"Trang web: http://{host}:{port}/  (dừng: Ctrl+C)", file=out, flush=True)
    sys.stdout.flush()
    with worker_beside(worker_command()) if work else contextlib.nullcontext():
        Granian(
            "khuyencong.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=2,
            # One thread per worker for Python: measured faster than many, and SQLite has one writer anyway.
            blocking_threads=1,
            log_access=False,
        ).serve()
    return 0
