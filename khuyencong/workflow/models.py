"""Events that were, tasks that wait. People, desks and agencies are written as codes: rows here outlive them.

Events are append-only and chained by hash: triggers on both databases refuse UPDATE, DELETE and a wrong link.
"""

from datetime import UTC
from typing import Protocol

from django.db import models
from django.db.models import Q

from khuyencong.rules.trail import Link


class Actor(Protocol):
    """Who does something, as the trail needs to know her; organisations.actors.Actor is one."""

    @property
    def person_key(self) -> str: ...
    @property
    def person_name(self) -> str: ...
    @property
    def desk_code(self) -> str: ...
    @property
    def desk_title(self) -> str: ...
    @property
    def agency_code(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def learning(self) -> bool: ...


class Event(models.Model):
    """One thing somebody did: who, at which desk, from where, to what, before and after, and why."""

    sequence = models.BigIntegerField("số thứ tự", primary_key=True)
    at = models.DateTimeField("lúc")
    name = models.CharField("việc", max_length=60)
    title = models.CharField("câu kể", max_length=300)
    dossier_kind = models.CharField("loại hồ sơ", max_length=40, blank=True)
    dossier_key = models.CharField("mã hồ sơ", max_length=60, blank=True)
    agency = models.CharField("cơ quan của hồ sơ", max_length=40, blank=True)
    person_key = models.CharField("tài khoản", max_length=40, blank=True)
    person_name = models.CharField("người làm", max_length=150, blank=True)
    desk = models.CharField("bàn", max_length=60, blank=True)
    desk_title = models.CharField("tên bàn", max_length=120, blank=True)
    origin = models.CharField("từ địa chỉ", max_length=45, blank=True)
    # Text and not JSON columns: PostgreSQL would spell the same value in another way than was hashed.
    before = models.TextField("trước", blank=True)
    after = models.TextField("sau", blank=True)
    reason = models.TextField("lý do", blank=True)
    previous = models.CharField("mã băm dòng trước", max_length=64, blank=True)
    hash = models.CharField("mã băm", max_length=64, unique=True)

    class Meta:
        verbose_name = "dòng nhật ký"
        indexes = [
            models.Index(fields=["dossier_kind", "dossier_key", "sequence"], name="event_of_a_dossier"),
            models.Index(fields=["desk", "sequence"], name="event_at_a_desk"),
            models.Index(fields=["person_key", "sequence"], name="event_by_a_person"),
            models.Index(fields=["agency", "sequence"], name="event_of_an_agency"),
            models.Index(fields=["at", "sequence"], name="event_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.title}"

    @property
    def said(self) -> dict[str, str]:
        """Everything the event tells, as it is hashed."""
        told = {name: getattr(self, name) for name in TOLD}
        return told | {"at": self.at.astimezone(UTC).isoformat(timespec="microseconds")}

    @property
    def link(self) -> Link:
        """The event as the chain sees it."""
        return Link(sequence=self.sequence, previous=self.previous, hash=self.hash, said=self.said)


TOLD = (
    *("name", "title", "dossier_kind", "dossier_key", "agency", "person_key", "person_name"),
    *("desk", "desk_title", "origin", "before", "after", "reason"),
)


class TrailHead(models.Model):
    """Where the trail ends: one row, locked by whoever appends, so that appends queue; it shows a cut tail."""

    sequence = models.BigIntegerField("số thứ tự", default=0)
    hash = models.CharField("mã băm", max_length=64, blank=True)

    class Meta:
        verbose_name = "mốc cuối nhật ký"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="trail_has_one_head")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class Task(models.Model):
    """Something that waits for a desk (việc): what, since when, until when by which article.

    `stake` is the money it holds back, in đồng.
    """

    class State(models.TextChoices):
        """Whether it still waits."""

        OPEN = "open", "Đang chờ"
        DONE = "done", "Đã xong"

    dossier_kind = models.CharField("loại hồ sơ", max_length=40)
    dossier_key = models.CharField("mã hồ sơ", max_length=60)
    title = models.CharField("việc", max_length=300)
    desk = models.CharField("bàn", max_length=60)
    agency = models.CharField("cơ quan", max_length=40)
    since = models.DateTimeField("chờ từ")
    due = models.DateField("hạn", null=True, blank=True)
    due_source = models.CharField("hạn theo", max_length=300, blank=True)
    stake = models.BigIntegerField("số tiền đang giữ", default=0)
    state = models.CharField("trạng thái", max_length=4, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)
    done_by = models.CharField("người làm xong", max_length=40, blank=True)

    class Meta:
        verbose_name = "việc"
        indexes = [models.Index(fields=["desk", "state"], name="task_at_a_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_kind", "dossier_key", "desk"],
                condition=Q(state="open"),
                name="task_waits_once_at_a_desk",
            ),
            models.CheckConstraint(condition=Q(stake__gte=0), name="task_holds_no_negative_money"),
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True) | Q(state="done", done_at__isnull=False),
                name="task_is_done_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Press(models.Model):
    """One press of a button that led somewhere, kept for some days so that its twin leads there, too.

    `key` says who, at which page, with what in the form, `whose` only who; neither can be read back.
    """

    key = models.CharField("dấu của lần bấm", max_length=64, unique=True)
    whose = models.CharField("dấu của người bấm", max_length=64, blank=True, default="", db_index=True)
    address = models.TextField("dẫn tới")
    at = models.DateTimeField("lúc", db_index=True)

    class Meta:
        verbose_name = "lần bấm nút"

    def __str__(self) -> str:
        return self.address


class HeldFile(models.Model):
    """A file sent with a press that was refused or waits until its sender has shown who she is; soon gone.

    `press` is known only to her session, `whose` says who and cannot be read back; `size` is what was sent,
    also where so large a file is never taken and only its first bytes are held.
    """

    press = models.CharField("dấu của lần bấm", max_length=64)
    whose = models.CharField("dấu của người bấm", max_length=64, db_index=True)
    position = models.PositiveSmallIntegerField("thứ tự")
    field = models.CharField("ô", max_length=100)
    name = models.TextField("tên tệp")
    media_type = models.CharField("loại", max_length=255, blank=True)
    size = models.BigIntegerField("số byte")
    content = models.BinaryField("nội dung")
    at = models.DateTimeField("lúc", db_index=True)

    class Meta:
        verbose_name = "tệp chờ xác nhận"
        constraints = [
            models.UniqueConstraint(fields=["press", "position"], name="held_file_has_one_place"),
            models.CheckConstraint(condition=Q(size__gte=0), name="held_file_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.name
