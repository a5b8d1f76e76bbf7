"""`khuyencong serve`: the site on a real server, with its address printed first."""

import socket
import sys
from typing import TextIO

from granian import Granian
from granian.constants import Interfaces


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


def run(host: str, port: int, out: TextIO, err: TextIO) -> int:
    """Serve until stopped."""
    if is_taken(host, port):
        print(
            f"khuyencong: lỗi: cổng {port} của {host} đang được dùng hoặc không được phép. "
            f"Thử cổng khác: khuyencong serve --port {port + 1} (hoặc make run PORT={port + 1})",
            file=err,
        )
        return 1
    print(f"Trang web: http://{host}:{port}/  (dừng: Ctrl+C)", file=out, flush=True)
    sys.stdout.flush()
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
