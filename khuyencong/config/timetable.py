"""What runs when, in Vietnamese time. A slot is run once, however many workers look here."""

from datetime import time, timedelta

from khuyencong.rules.timetable import Entry

TIMETABLE = (
    Entry(
        job="khuyencong.post.actions.mail.send_outbox",
        title="Gửi thư đang chờ",
        every=timedelta(minutes=1),
    ),
    Entry(
        job="khuyencong.post.actions.cleaning.clean_up",
        title="Dọn việc và thư đã xong",
        at=time(2, 30),
    ),
)
