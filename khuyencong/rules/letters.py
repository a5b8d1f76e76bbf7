"""What stands in the letters about waiting work: plain text that reads well in any mail program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.urgency import Urgency

MOST = 20
"""Lines of one letter; the rest is in the in-tray."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One waiting thing in a letter: what it is called, at which desk, and how it stands."""

    title: str
    desk: str
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Subject and text of a letter."""

    subject: str
    text: str


def digest(name: str, lines: Sequence[Line], *, on: date, address: str, whole: bool) -> Letter:
    """The day's letter: what waits at her desks, what hurts first on top; not `whole`: only what is overdue."""
    late = sum(line.urgency.is_late for line in lines)
    what = f"{len(lines)} việc đang chờ" if whole else f"{late} việc quá hạn"
    aside = f", {late} việc quá hạn" if whole and late else ""
    why = "" if whole else "Anh/chị đã tắt thư mỗi ngày; thư này chỉ nhắc việc đã quá hạn.\n\n"
    return Letter(
        subject=f"Việc của tôi ngày {on:%d/%m/%Y}: {what}{aside}",
        text=f"Kính gửi {name},\n\n{why}{_listed(lines)}\n{_more(lines)}Mở việc của tôi: {address}\n",
    )


def escalation(name: str, agency: str, lines: Sequence[Line], *, on: date, address: str) -> Letter:
    """To the head: what has been stuck past our own limit, at whose desk."""
    return Letter(
        subject=f"{len(lines)} việc tắc quá giới hạn tại {agency}, ngày {on:%d/%m/%Y}",
        text=(
            f"Kính gửi {name},\n\n"
            "Các việc sau đã chờ quá giới hạn do hệ thống đặt ra (không phải hạn của luật):\n\n"
            f"{_listed(lines)}\n{_more(lines)}Xem việc đang tắc ở bàn nào: {address}\n"
        ),
    )


def trail_broken(sentences: Sequence[str]) -> Letter:
    """To leaders, inspectors and administrators: the trail was tampered with, and where."""
    listed = "".join(f"- {sentence}\n" for sentence in sentences)
    return Letter(
        subject="Nhật ký hệ thống không còn liền mạch",
        text=(
            "Lần kiểm tra vừa rồi thấy nhật ký đã bị sửa, xóa hoặc đổi chỗ ở:\n\n"
            f"{listed}\n"
            "Giữ nguyên cơ sở dữ liệu và các bản sao lưu, báo đơn vị vận hành, rồi chạy lệnh "
            "“khuyencong verify-trail” để xem đầy đủ.\n"
        ),
    )


def hook_stopped(name: str, program: str, host: str, why: str, *, address: str) -> Letter:
    """To who holds the desk of a key: its program was not reached, however often it was tried."""
    return Letter(
        subject=f"Không báo tin được cho phần mềm {program}",
        text=(
            f"Kính gửi {name},\n\n"
            f"Hệ thống đã báo tin nhiều lần tới {host} theo khóa API của {program} mà không được, nên tạm "
            f"dừng. Lần cuối: {why}\n\n"
            "Phần mềm vẫn đọc được mọi thứ bằng khóa. Nhờ người phụ trách phần mềm xem máy nhận, bấm “Gửi "
            "thử”; nhận được rồi thì bấm “Báo tin trở lại”, tin chưa nhận sẽ được gửi tiếp.\n\n"
            f"Xem và làm tiếp: {address}\n"
        ),
    )


def returns_due(name: str, lines: Sequence[str], *, address: str) -> Letter:
    """To who prepares returns: which are due or late, or were asked for."""
    listed = "".join(f"- {line}\n" for line in lines[:MOST])
    more = f"… và {len(lines) - MOST} báo cáo nữa.\n" if len(lines) > MOST else ""
    return Letter(
        subject=f"Nhắc báo cáo định kỳ: {len(lines)} báo cáo",
        text=f"Kính gửi {name},\n\n{listed}{more}\nMở báo cáo định kỳ: {address}\n",
    )


def _listed(lines: Sequence[Line]) -> str:
    return "".join(
        f"{number}. {line.title}\n   {line.urgency.why}. Đang ở: {line.desk}.\n"
        for number, line in enumerate(lines[:MOST], start=1)
    )


def _more(lines: Sequence[Line]) -> str:
    return f"… và {len(lines) - MOST} việc nữa.\n\n" if len(lines) > MOST else ""
