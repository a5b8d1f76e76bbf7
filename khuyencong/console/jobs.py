"""`khuyencong jobs`: how background work stands, what failed for good, and trying that again."""

import uuid
from typing import TextIO

from django.utils.timezone import localtime

from khuyencong.post.actions.queue import try_again
from khuyencong.post.queries.work import standing, stuck_letters


def run(again: str, out: TextIO, err: TextIO) -> int:
    """Exit 1 where somebody has to look, so that a monitor can ask."""
    if again:
        return _again(again, out, err)
    now = standing(localtime())
    print(f"Việc nền: {now.waiting} chờ, {now.running} đang làm, {len(now.failed)} hỏng hẳn.", file=out)
    print(f"Thư: {now.letters_waiting} chờ gửi, {now.letters_stuck} không gửi được.", file=out)
    for task in now.failed:
        at = f"{localtime(task.at):%d/%m/%Y %H:%M}" if task.at else "không rõ lúc"
        print(f"  {task.key}  {at}  {task.title}, {task.attempts} lần: {task.why}", file=out)
    if now.failed:
        print("Làm lại một việc: khuyencong jobs --again MÃ", file=out)
    for letter in stuck_letters():
        print(f"  thư {letter.pk} gửi {letter.to}, “{letter.subject}”: {letter.answer}", file=out)
    if now.idle_since is not None:
        since = f"{localtime(now.idle_since):%H:%M ngày %d/%m/%Y}"
        print(f"Có việc chờ từ {since} mà không ai làm: chạy khuyencong work.", file=out)
    return 0 if now.is_sound else 1


def _again(key: str, out: TextIO, err: TextIO) -> int:
    try:
        done = try_again(uuid.UUID(key))
    except ValueError:
        done = False
    if not done:
        print(
            f"khuyencong: lỗi: không có việc hỏng nào mang mã “{key}”; xem lại bằng khuyencong jobs", file=err
        )
        return 2
    print("Đã xếp lại vào hàng.", file=out)
    return 0
