"""A real site as `make run` starts it, on a database of its own, and a real browser in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.chromium import executable

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "minh-hoa-2018"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LIVED = ("test_products.py", "test_a_debt.py", "test_merits.py", "test_a_quarter.py", "test_a_year.py")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    """Whatever lies in this folder drives a browser: a file that forgot to say so upset the tests after it.

    The debt, the quarter and the year come last: they sign, settle and close what the others look at.
    """
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("e2e")
    items.sort(key=lambda item: LIVED.index(item.path.name) if item.path.name in LIVED else -1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Until the site answers; a server that died fails at once."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the site stopped with status {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the site did not answer within a minute")


def is_complaint(said) -> bool:
    """A refusal of the browser's; an answer that names what to correct (422) is none."""
    return said.type == "error" and "status of 422" not in said.text


@contextmanager
def running_site(var, *, port=None, **variables):
    """A site with the demonstration data, as long as it is needed: its address."""
    environment = {**os.environ, "KHUYENCONG_VAR": str(var), "PYTHONPATH": str(ROOT), **variables}
    environment.pop("DATABASE_URL", None)
    environment.pop("DEBUG", None)
    command_line = [
        sys.executable,
        "-c",
        "import sys; from khuyencong.console.main import main; sys.exit(main())",
    ]
    for command in (
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        [sys.executable, "manage.py", "migrate", "-v", "0"],
        [*command_line, "demo"],
    ):
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    port = port or free_port()
    server = subprocess.Popen([*command_line, "serve", "--port", str(port)], cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        # What it works on in the background is finished first, on a busy machine slowly.
        server.wait(timeout=60)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a site with the demonstration data."""
    with running_site(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser, site):
    """Open a page of the site; anything the browser complains about fails the test."""
    contexts, complaints = [], []

    def start(address="/", *, size=DESK, user="", dark=False, bare=False):
        # `bare`: without the content policy, so that axe can be put into the page.
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport=size, base_url=site, color_scheme=scheme, bypass_csp=bare)
        contexts.append(context)
        page = context.new_page()
        if not bare:
            page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
        if user:
            page.goto("/dang-nhap/")
            page.get_by_label("Tên đăng nhập").fill(user)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
            page.wait_for_url(f"{site}/")
        page.goto(address)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def sitting(request, open_page):
    """The page of each person, signed in once; on a phone for whoever the journey's ON_PHONE names."""
    pages = {}

    def sit(user):
        if user not in pages:
            size = PHONE if user == request.module.ON_PHONE else DESK
            pages[user] = open_page("/", user=user, size=size)
        return pages[user]

    return sit
