"""Where rounds, entries, certificates and complaints wait, and what they are called there."""

from datetime import date

from django.db.models import Q

from khuyencong.industry.models import ProductCertificate, ProductComplaint, ProductEntry, ProductRound
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import leader_desk, seats_able
from khuyencong.organisations.roles import Permission
from khuyencong.workflow.actions import Waits


def told(found: ProductRound) -> str:
    """The round in one line."""
    return str(found)


def told_entry(entry: ProductEntry) -> str:
    """A product in one line."""
    return f"{entry.name}, {entry.round}"


def told_paper(paper: ProductCertificate) -> str:
    """A certificate in one line."""
    return f"Giấy chứng nhận {paper.register_number}: {paper.name}"


def told_complaint(complaint: ProductComplaint) -> str:
    """A complaint in one line."""
    return f"Khiếu nại về {told_entry(complaint.entry)}"


def to_take(found: ProductRound, on: date) -> Waits:
    """At the desk that runs it, until products are in."""
    title = f"Nhận đăng ký, lập hội đồng: {told(found)}"
    return _here(found, title, found.until, "hạn nhận đăng ký của đợt")


def to_conclude(found: ProductRound, on: date) -> Waits:
    """At the same desk, while the jury scores."""
    return _here(found, f"Theo dõi chấm điểm, ghi biên bản: {told(found)}")


def to_announce(found: ProductRound, on: date) -> Waits:
    """At the same desk, until the makers are told."""
    return _here(found, f"Thông báo kết quả, in giấy chứng nhận: {told(found)}")


def _here(found: ProductRound, title: str, due: date | None = None, source: str = "") -> Waits:
    return Waits(desk=found.desk.code, agency=found.agency.code, title=title, due=due, due_source=source)


def decider(agency: Agency, on: date) -> Desk | None:
    """The desk of its head; where it has none, of whoever there may record decisions."""
    head = leader_desk(agency, on)
    if head is not None:
        return head
    able = seats_able(Permission.PRODUCT_DECIDE, Q(desk__agency=agency), on)
    return able[0].desk if able else None


def to_decide(found: ProductRound, on: date) -> Waits | None:
    """At the head of the agency."""
    desk = decider(found.agency, on)
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=found.agency.code, title=f"Ghi quyết định công nhận: {told(found)}")


def at_its_desk(entry: ProductEntry, on: date) -> Waits:
    """At the desk that registers it."""
    return Waits(
        desk=entry.desk.code,
        agency=entry.agency.code,
        title=f"Lập hồ sơ sản phẩm: {told_entry(entry)}",
        due=entry.round.until,
        due_source="hạn nhận đăng ký của đợt",
    )


def at_the_round(entry: ProductEntry, on: date) -> Waits:
    """At the desk that runs the round."""
    found = entry.round
    title = f"Kiểm tra hồ sơ sản phẩm: {told_entry(entry)}"
    return Waits(desk=found.desk.code, agency=found.agency.code, title=title)


def before_the_jury(entry: ProductEntry, on: date) -> Waits:
    """At the same desk, until the decision."""
    found = entry.round
    title = f"Sản phẩm chờ kết quả: {told_entry(entry)}"
    return Waits(desk=found.desk.code, agency=found.agency.code, title=title)


def to_withdraw(paper: ProductCertificate, on: date) -> Waits | None:
    """At the head of the agency that granted it."""
    desk = decider(paper.agency, on)
    if desk is None:
        return None
    title = f"Quyết định thu hồi: {told_paper(paper)}"
    return Waits(desk=desk.code, agency=paper.agency.code, title=title)


def to_answer(complaint: ProductComplaint, on: date) -> Waits:
    """At the desk that ran the round, with the day of the law."""
    return Waits(
        desk=complaint.desk.code,
        agency=complaint.agency.code,
        title=f"Giải quyết: {told_complaint(complaint)}",
        due=complaint.due,
        due_source=complaint.due_law,
    )
