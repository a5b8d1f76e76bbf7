"""A made regulation of one province: its own tiers of advance and papers for its local purse."""

from datetime import date, datetime
from typing import Any

from khuyencong.console.demo_plans import people
from khuyencong.norms.actions.lines import as_file, kind_named
from khuyencong.norms.lifecycle import LIST_CHANGE, propose_lines
from khuyencong.norms.models import AdvanceTier
from khuyencong.norms.models.norms import province_key_of
from khuyencong.workflow.lifecycle import Act

DOCUMENT: dict[str, Any] = {
    "number": "000/2025/QĐ-UBND (minh họa)",
    "title": "Quy chế quản lý kinh phí khuyến công địa phương (minh họa)",
    "issuer": "UBND tỉnh (minh họa)",
    "signed": date(2025, 7, 1),
}
ROW: dict[str, str] = {
    "purse": "KCDP",
    "since": "2025-07-01",
    "document": str(DOCUMENT["number"]),
    "clause": "Điều 5",
    "source": "Số liệu minh họa, không có văn bản thật",
    "verified": "false",
}
TIERS = (
    ROW
    | {
        "code": "tam-ung-may-moc",
        "name": "Máy móc thiết bị, mức của tỉnh (minh họa)",
        "percent": "50",
        "papers": "Hợp đồng thực hiện đề án\nHợp đồng mua máy móc thiết bị",
        "items": "may-moc",
    },
)
EVIDENCE = (
    ROW
    | {
        "code": "chung-tu-may-moc",
        "name": "Máy móc thiết bị, hồ sơ của tỉnh (minh họa)",
        "papers": "Biên bản nghiệm thu cơ sở\nHóa đơn mua máy móc thiết bị",
        "items": "may-moc",
        "clause": "Điều 6",
    },
)


def load_lists(at: datetime) -> int:
    """How many rows were added, proposed by an officer and confirmed by her head; a second run adds none."""
    who = people(at)
    unit = who.author.agency.unit if who is not None and who.author.agency is not None else None
    if who is None or unit is None or AdvanceTier.objects.filter(province=unit).exists():
        return 0
    for kind, rows in (("advance_tiers", TIERS), ("evidence", EVIDENCE)):
        content = as_file(kind_named(kind), [row | {"province": province_key_of(unit)} for row in rows])
        act = Act(by=who.author, at=at)
        change = propose_lines(kind, content, reason="Quy chế minh họa", act=act, document=DOCUMENT)
        LIST_CHANGE.perform("list_change.confirm", change, Act(by=who.head, at=at))
    return len(TIERS) + len(EVIDENCE)
