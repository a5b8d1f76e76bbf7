"""The calendar file, read back by the library and line by line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from khuyencong.paperwork.deadline_calendar import Deadline, calendar_file

SINCE = datetime(2026, 11, 1, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TITLE = "Quyết toán đề án “Máy sấy cá” của hợp tác xã ở xã Tân Phú Đông; kèm biên bản, bảng kê và hóa đơn"


def deadline(key="viec-1"):
    return Deadline(
        key=key,
        title=TITLE,
        on=date(2026, 12, 31),
        why="Hạn theo khoản 2 Điều 18, Thông tư 36/2013/TT-BCT",
        address="https://kc.vn/ho-so/1/",
        since=SINCE,
    )


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_deadline_is_a_whole_day_with_its_article_in_vietnamese():
    (event,) = events(calendar_file("Hạn công việc: Cán bộ Sở", [deadline()], host="kc.vn"))
    assert (str(event["summary"]), event.decoded("dtstart"), event.decoded("dtend")) == (
        TITLE,
        date(2026, 12, 31),
        date(2027, 1, 1),
    )
    assert str(event["description"]) == (
        "Hạn theo khoản 2 Điều 18, Thông tư 36/2013/TT-BCT\nhttps://kc.vn/ho-so/1/"
    )


def test_the_same_tasks_give_the_same_bytes_and_their_uids_are_the_worlds_own():
    files = [calendar_file("x", [deadline("viec-1"), deadline("viec-2")], host="kc.vn") for _ in range(2)]
    assert files[0] == files[1]
    assert [str(event["uid"]) for event in events(files[0])] == ["viec-1@kc.vn", "viec-2@kc.vn"]


def test_every_line_is_short_enough_for_strict_readers_and_ends_as_the_standard_says():
    content = calendar_file("x", [deadline()], host="kc.vn")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.count(b"\n") == content.count(b"\r\n")


def test_without_deadlines_it_is_still_a_calendar():
    assert events(calendar_file("Hạn công việc", [], host="kc.vn")) == []
