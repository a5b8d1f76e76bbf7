"""The law as we ship it, and a proposal of a province."""

from datetime import date

import pytest

from khuyencong.norms.actions.lines import as_file, kind_named
from khuyencong.norms.lifecycle import Proposal, propose, propose_lines
from khuyencong.norms.models import Activity, ListChange, NormChange, SupportItem
from khuyencong.places.models import Unit
from khuyencong.workflow.lifecycle import Act
from tests.norms.kept import law_as_loaded


@pytest.fixture
def law(db, now):
    """Every file of norms/data, and what loading them said."""
    return law_as_loaded(now)


def propose_norm(by, at) -> NormChange:
    """A local norm of today's Đồng Tháp, proposed by her; the item is made where the law is not loaded."""
    given = {"activity": Activity.objects.get(code="K10"), "name": "Máy móc", "position": 1}
    item, _ = SupportItem.objects.get_or_create(code="may-moc", defaults=given)
    proposal = Proposal(
        kind="law",
        item=item,
        purse="KCDP",
        province=Unit.objects.get(code="82", since=date(2025, 7, 1)),
        reason="Nghị quyết mới",
        said={"bound": "limit", "rate_bp": 5000, "cap": 250_000_000, "since": date(2027, 1, 1)},
    )
    return propose(proposal, act=Act(by=by, at=at))


TIER = {
    "code": "muc-may-moc",
    "name": "Máy móc, mức của tỉnh",
    "purse": "KCDP",
    "province": "82-2025",
    "percent": "40",
    "papers": "Hợp đồng thực hiện đề án",
    "items": "may-moc",
    "since": "2026-01-01",
    "source": "Quyết định thử",
    "verified": "false",
}
LINE = {
    "code": "thoi-han-thu",
    "name": "Gửi báo cáo thử",
    "purse": "all",
    "by_whom": "Sở Công Thương",
    "to_whom": "Cục",
    "every": "year",
    "month": "6",
    "day": "20",
    "inclusive": "false",
    "working_days": "false",
    "since": "2027-01-01",
    "source": "Văn bản thử",
    "verified": "false",
}
"""A deadline as a line of its file."""


def propose_deadline(by, at, **changes) -> ListChange:
    """A new deadline of the law, or one with these cells changed, proposed by her."""
    content = as_file(kind_named("deadlines"), [LINE | changes])
    return propose_lines("deadlines", content, reason="Thông tư mới", act=Act(by=by, at=at))
