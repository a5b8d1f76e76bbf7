"""Jobs of the tests: they leave letters as their effect, which can be counted."""

import os
import time
from pathlib import Path

from khuyencong.post.actions import mail
from khuyencong.post.actions.jobs import job
from khuyencong.post.models import Mail
from tests.conftest import NOW

STEPS = 5


def leave(key: str) -> None:
    """One counted effect, its key not held against a repetition."""
    Mail.objects.create(
        key=f"{key}/{Mail.objects.count()}", to="a@b.vn", subject=key, text="", written_at=NOW, next_try=NOW
    )


def tell(path: str) -> None:
    """Tell the test, outside the database, that the job is in its middle."""
    with Path(path).open("a", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")


@job(title="Việc trọn gói")
def whole(path: str, seconds: float) -> str:
    """An effect before and after a wait; with `done`, all or nothing."""
    leave("before")
    tell(path)
    time.sleep(seconds if len(Path(path).read_text().split()) == 1 else 0)
    leave("after")
    return "xong"


@job(title="Việc từng bước", whole=False)
def stepwise(path: str, seconds: float) -> int:
    """Five effects, each committed for itself and held by a key; waits after the third, the first time."""
    for step in range(STEPS):
        mail.write(key=f"step-{step}", to="a@b.vn", subject="bước", text="", at=NOW)
        if step == 2:
            tell(path)
            time.sleep(seconds if len(Path(path).read_text().split()) == 1 else 0)
    return STEPS


@job(title="Việc luôn hỏng", attempts=3)
def always_failing(text: str) -> None:
    """Leaves an effect and fails, so that the effect must not stand."""
    leave(text)
    raise ValueError(f"không đọc được {text}")


@job(title="Việc theo lịch")
def scheduled(slot: str) -> str:
    """One effect per slot."""
    leave(slot)
    return slot
