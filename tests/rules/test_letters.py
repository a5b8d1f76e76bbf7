"""What the letters about waiting work say."""

from datetime import date, timedelta

from khuyencong.rules.calendar import calendar
from khuyencong.rules.letters import MOST, Line, digest, escalation
from khuyencong.rules.urgency import Waiting, weighed

TODAY = date(2026, 11, 23)
KNOWN = calendar([], range(2018, 2027))


def line(title, due=None, waited=12):
    item = Waiting(key=title, since=TODAY - timedelta(days=waited), due=due, due_source="Điều 18 khoản 2")
    return Line(title=title, desk="Cán bộ Sở", urgency=weighed(item, TODAY, KNOWN))


LATE = line("Quyết toán đề án A", date(2026, 11, 18))
PLAIN = line("Nhận bàn giao")


def test_the_days_letter_says_in_its_subject_how_much_waits_and_how_much_is_overdue():
    letter = digest(
        "Nguyễn Thị Ánh", [LATE, PLAIN], on=TODAY, address="https://kc.vn/viec-cua-toi/", whole=True
    )
    assert letter.subject == "Việc của tôi ngày 23/11/2026: 2 việc đang chờ, 1 việc quá hạn"
    assert letter.text == (
        "Kính gửi Nguyễn Thị Ánh,\n\n"
        "1. Quyết toán đề án A\n"
        "   Quá hạn 3 ngày làm việc theo Điều 18 khoản 2. Đang ở: Cán bộ Sở.\n"
        "2. Nhận bàn giao\n"
        "   Chờ 12 ngày, chưa có hạn theo luật. Đang ở: Cán bộ Sở.\n\n"
        "Mở việc của tôi: https://kc.vn/viec-cua-toi/\n"
    )


def test_who_switched_the_letter_off_is_told_why_this_one_came():
    letter = digest("Ánh", [LATE], on=TODAY, address="x", whole=False)
    assert letter.subject == "Việc của tôi ngày 23/11/2026: 1 việc quá hạn"
    assert letter.text.splitlines()[2] == "Anh/chị đã tắt thư mỗi ngày; thư này chỉ nhắc việc đã quá hạn."


def test_the_head_is_told_that_the_limit_is_ours_and_not_the_laws():
    letter = escalation("Trần Văn Bình", "Sở Công Thương Đồng Tháp", [LATE], on=TODAY, address="x")
    assert letter.subject == "1 việc tắc quá giới hạn tại Sở Công Thương Đồng Tháp, ngày 23/11/2026"
    assert "không phải hạn của luật" in letter.text


def test_a_long_letter_ends_with_how_many_more():
    letter = digest("Ánh", [PLAIN] * (MOST + 3), on=TODAY, address="x", whole=True)
    assert letter.text.splitlines()[-3:] == ["… và 3 việc nữa.", "", "Mở việc của tôi: x"]
