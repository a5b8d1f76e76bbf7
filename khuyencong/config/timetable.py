"""What runs when, in Vietnamese time. A slot is run once, however many workers look here."""

from datetime import time, timedelta

from khuyencong.rules.timetable import Entry

TIMETABLE = (
    Entry(
        job="khuyencong.portal.actions.timetable.publish_due",
        title="Đăng bài đã hẹn giờ",
        every=timedelta(minutes=1),
    ),
    Entry(
        job="khuyencong.portal.actions.timetable.forget",
        title="Bỏ dấu vết đánh giá của ngày cũ, quyền biên tập của bàn đã hết",
        at=time(0, 20),
        late=timedelta(hours=20),
    ),
    Entry(
        job="khuyencong.post.actions.mail.send_outbox",
        title="Gửi thư đang chờ",
        every=timedelta(minutes=1),
    ),
    Entry(
        job="khuyencong.post.actions.hooks.tell",
        title="Báo tin cho phần mềm: ai được báo gì",
        every=timedelta(minutes=1),
    ),
    Entry(
        job="khuyencong.industry.actions.reminders.remind_of_rounds",
        title="Nhắc đợt khảo sát sắp hết hạn",
        at=time(5, 30),
        late=timedelta(hours=10),
    ),
    Entry(
        job="khuyencong.projects.lifecycle.progress.open_reports",
        title="Mở báo cáo tiến độ của tháng",
        at=time(5, 15),
        late=timedelta(hours=12),
    ),
    Entry(
        job="khuyencong.projects.lifecycle.outcomes.open_follow_ups",
        title="Mở lần hỏi kết quả sau nghiệm thu",
        at=time(5, 20),
        late=timedelta(hours=12),
    ),
    Entry(
        job="khuyencong.reporting.lifecycle.periodic.opening.open_returns",
        title="Ghi sổ và mở báo cáo định kỳ",
        at=time(5, 10),
        late=timedelta(hours=12),
    ),
    Entry(
        job="khuyencong.reporting.actions.periodic.urging.remind_of_returns",
        title="Nhắc báo cáo định kỳ",
        at=time(6, 20),
        late=timedelta(hours=10),
    ),
    Entry(
        job="khuyencong.post.actions.reminders.escalate",
        title="Báo việc tắc lên người đứng đầu",
        at=time(6, 30),
        working_days=True,
        late=timedelta(hours=10),
    ),
    Entry(
        job="khuyencong.post.actions.reminders.send_digests",
        title="Thư việc của tôi mỗi ngày",
        at=time(7),
        working_days=True,
        late=timedelta(hours=10),
    ),
    Entry(
        job="khuyencong.post.actions.trail.check_trail",
        title="Kiểm tra nhật ký",
        at=time(1, 30),
    ),
    Entry(
        job="khuyencong.post.actions.cleaning.clean_up",
        title="Dọn việc và thư đã xong",
        at=time(2, 30),
    ),
)
