"""The measures of an administrative document, as data with their source; nothing else here knows a size."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Sizes of a document's parts: lengths in mm, type in points; `verified`: was the text of the law read."""

    source: str
    since: date
    verified: bool
    font: str
    page: tuple[float, float]
    top: float
    bottom: float
    left: float
    right: float
    nation: float
    motto: float
    motto_line: float
    agency: float
    letterhead: tuple[float, float]
    agency_line: float
    number: float
    place_and_date: float
    kind: float
    subject: float
    subject_line: float
    body: float
    first_line: float
    after: float
    spacing: float
    signer: float
    recipients_head: float
    recipients: float
    page_number: float
    table: float
    annex_margin: float


DECREE_30 = Layout(
    source=(
        "NĐ 30/2020/NĐ-CP, Phụ lục I; khổ giấy, lề, phông chữ và số trang đọc ở bản lưu; cỡ chữ theo hai ghi "
        "chú nghiệp vụ văn phòng và một bản dịch một phần, chưa kiểm chứng bằng chính văn Phụ lục I"
    ),
    since=date(2020, 3, 5),
    verified=False,
    font="Times New Roman",
    page=(210, 297),
    top=20,
    bottom=20,
    left=30,
    right=15,
    nation=12,
    motto=13,
    motto_line=58,
    agency=12,
    letterhead=(79, 96),
    agency_line=25,
    number=13,
    place_and_date=13,
    kind=14,
    subject=14,
    subject_line=45,
    body=14,
    first_line=12.7,
    after=6,
    spacing=1.1,
    signer=13,
    recipients_head=12,
    recipients=11,
    page_number=13,
    table=11,
    annex_margin=20,
)
"""The layout in force. Table type, annex margins, the two columns of the letterhead (a little wider than the
running text, as offices set it) and the lengths of lines are our choice within it."""
