"""A queue that a test can look into, and workers in processes of their own."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.offices import Office, office_of

ROOT = Path(__file__).resolve().parents[2]


def address_of_test_database() -> str:
    """DATABASE_URL of the database this test runs on, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def start_worker():
    """Start `khuyencong work` on the test database; whatever still runs is killed at the end."""
    started = []

    def start(*arguments: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "khuyencong.console.main", "work", *arguments],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address_of_test_database()},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def wait_until():
    """Wait for something that another process does; fails after a while."""

    def wait(is_so, seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.05)

    return wait


@pytest.fixture
def office(db) -> Office:
    """The department of Đồng Tháp."""
    return office_of(82)


@pytest.fixture
def waits():
    """Put a task on a desk."""
    from tests.waiting import put_task

    return put_task
