"""One request to a stranger's server, which may not become a request to ours.

The name is looked up here and every address found must be a public one; the connection then goes to an address
that was judged, whatever the name says later. No redirect is followed, no proxy asked, of the answer only the
status is read, and however slowly the other side answers, the whole ends in time.
"""

import logging
import queue
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from khuyencong.rules.hooks import THIS_MACHINE, address_findings, host_of, is_public

logger = logging.getLogger(__name__)
CERTIFICATES = {
    10: ": đã hết hạn",
    18: ": tự ký",
    19: ": tự ký",
    20: ": không rõ ai cấp",
    62: ": của tên miền khác",
}
"""What OpenSSL's codes mean to who keeps the receiver."""
LEAST = 0.1
"""Seconds that are left for the request however long looking up took."""
GONE = 410
"""By the convention a receiver that answers so wants to be told no more."""

MOST = 3
"""Addresses of a name that are tried; they share the time, so that a name with many holds nobody up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of it: the status, or in words why there is none."""

    status: int | None = None
    told: str = ""

    @property
    def taken(self) -> bool:
        """Whether the other side said that it has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether it said that it wants no more."""
        return self.status == GONE


class RefusedError(Exception):
    """It may not be called; says why."""


class PinnedConnection(HTTPConnection):
    """Speaks to the addresses that were judged, and has who answers prove that it is the server."""

    def __init__(self, host: str, port: int, numbers: Sequence[str], *, seconds: float, secure: bool) -> None:
        self.default_port = 443 if secure else 80  # which the header Host leaves out
        super().__init__(host, port, timeout=seconds)
        self.numbers, self.seconds, self.secure = numbers[:MOST], seconds, secure

    def connect(self) -> None:
        """To the first address that answers."""
        self.sock = self.reached()
        if self.secure:
            context = ssl.create_default_context()
            # The handshake comes afterwards: during it, too, the socket can be ended from another thread.
            secured = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = secured
            secured.do_handshake()

    def reached(self) -> socket.socket:
        """A socket to the first address that answers; the error of the last one."""
        failed: OSError | None = None
        for number in self.numbers:
            try:
                found = socket.create_connection((number, self.port), self.seconds / len(self.numbers))
            except OSError as error:
                failed = error
            else:
                found.settimeout(self.seconds)
                return found
        raise failed or OSError("no address")

    def cut(self) -> None:
        """End it from another thread, whatever it waits for."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def looked_up(host: str, seconds: float) -> list[str]:
    """What a name leads to; TimeoutError where those who know it take too long, OSError where nobody does.

    The system's own looking up knows no end, so that it is waited for beside; it is left to itself when late.
    """
    found: queue.SimpleQueue[list[str] | OSError | ValueError] = queue.SimpleQueue()

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(each[4][0]) for each in rows)))
        except (OSError, ValueError) as failed:
            found.put(failed)

    threading.Thread(target=look, daemon=True, name=f"look-up-{host}").start()
    try:
        numbers = found.get(timeout=seconds)
    except queue.Empty as late:
        raise TimeoutError from late
    if isinstance(numbers, Exception):
        raise numbers
    return numbers


def judged(address: str, *, seconds: float, on_trial: bool) -> list[str]:
    """The addresses of the server that may be spoken to; RefusedError where any of its may not."""
    if found := address_findings(address, on_trial=on_trial):
        raise RefusedError(found[0].message)
    host = host_of(address)
    numbers = looked_up(host, seconds)
    if on_trial and host in THIS_MACHINE:
        return numbers
    if not all(is_public(each) for each in numbers):
        raise RefusedError("Tên miền dẫn tới máy trong mạng riêng.")
    return numbers


def post(address: str, body: str, headers: Mapping[str, str], *, seconds: float, on_trial: bool) -> Answer:
    """Hand the body over; the answer, or why there is none. Never raises for what the other side does."""
    try:
        begun = time.monotonic()
        numbers = judged(address, seconds=seconds, on_trial=on_trial)
        return sent(address, numbers, body, headers, max(seconds - (time.monotonic() - begun), LEAST))
    except RefusedError as refused:
        return Answer(told=str(refused))
    except ssl.SSLCertVerificationError as failed:
        logger.info("certificate of %s: %s", host_of(address), failed.verify_message)
        return Answer(told=f"Chứng thư của máy nhận không đúng{CERTIFICATES.get(failed.verify_code, '')}.")
    except socket.gaierror:
        return Answer(told="Không tìm thấy tên miền của máy nhận.")
    except ConnectionRefusedError:
        return Answer(told="Máy nhận không mở cổng để nhận.")
    except TimeoutError:
        return Answer(told=f"Máy nhận không trả lời trong {seconds:g} giây.")
    except (OSError, HTTPException, ValueError) as failed:
        logger.info("%s: %r", host_of(address), failed)
        return Answer(told="Không nối được với máy nhận.")


def sent(address: str, numbers: Sequence[str], body: str, headers: Mapping[str, str], seconds: float) -> Answer:
    """The request itself, ended when its time is over, a redirect being an answer like any other."""
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    to = PinnedConnection(host_of(address), port, numbers, seconds=seconds, secure=secure)
    over = threading.Event()

    def cut() -> None:
        over.set()
        to.cut()

    clock = threading.Timer(seconds, cut)
    clock.daemon = True
    clock.start()
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        told = {"Content-Type": "application/json", "User-Agent": "khuyencong-webhooks/1", **headers}
        to.request("POST", path, body.encode(), told)
        status = to.getresponse().status
        return Answer(status=status, told="" if 200 <= status < 300 else f"Máy nhận trả lời {status}.")
    except (OSError, HTTPException, ValueError) as failed:
        if over.is_set():
            raise TimeoutError from failed
        raise
    finally:
        clock.cancel()
        to.close()
