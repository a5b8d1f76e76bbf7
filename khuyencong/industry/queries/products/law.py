"""What the rows of the law say about choosing products on a day; each with its clause as it is quoted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khuyencong.industry.queries.lists import certificate_terms
from khuyencong.norms.models import Authority, Deadline, ProductLevel, ProductMark, Provision
from khuyencong.norms.queries.lists import rows_on
from khuyencong.rules.certificates import Validity
from khuyencong.rules.clauses import UNREAD
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.products import Criterion, term_from

COMPLAIN, ANSWER = "binh-chon-khieu-nai", "binh-chon-tra-loi"
MARKS = ProductMark.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Groups, criteria, threshold and photographs as they stand on a day."""

    groups: list[dict[str, str]]
    criteria: list[Criterion]
    threshold: int
    threshold_law: str
    photos: int
    photos_law: str


def levels_on(on: date, wanted: Iterable[str]) -> list[ProductLevel]:
    """The rows of these levels that stand on that day."""
    return [each for each in rows_on(ProductLevel, on) if each.level in set(wanted)]


def authority_of(level: ProductLevel, on: date) -> Authority:
    """Who decides at that level; BlockedError where no row says so."""
    row: Authority | None = rows_on(Authority, on).filter(code=level.authority).first()
    if row is None:
        message = "Chưa có dòng thẩm quyền của cấp này."
        raise BlockedError(error("no_authority", message, "Thêm dòng trong danh mục Thẩm quyền.", "Ô “Cấp”"))
    return row


def marks_on(on: date) -> Marks:
    """All marks of that day; BlockedError where a list is empty: nothing is judged by numbers of our own."""
    rows = list(rows_on(ProductMark, on))
    criteria = [
        Criterion(code=each.code, name=each.name, most=each.value, told=each.told)
        for each in rows
        if each.kind == MARKS.CRITERION
    ]
    groups = [
        {"code": each.code, "name": each.name, "law": each.told} for each in rows if each.kind == MARKS.GROUP
    ]
    threshold = next((each for each in rows if each.kind == MARKS.THRESHOLD), None)
    photos = next((each for each in rows if each.kind == MARKS.PHOTOS), None)
    if threshold is None or photos is None or not criteria or not groups:
        message = "Danh mục “Nhóm, tiêu chí, mốc bình chọn” chưa đủ cho ngày này."
        raise BlockedError(error("no_marks", message, "Thêm dòng trong danh mục của luật."))
    return Marks(
        groups=groups,
        criteria=criteria,
        threshold=threshold.value,
        threshold_law=threshold.told,
        photos=photos.value,
        photos_law=photos.told,
    )


def deadline_on(code: str, on: date) -> Deadline:
    """A dated number of days; BlockedError where no row says how many."""
    row: Deadline | None = rows_on(Deadline, on).filter(code=code).first()
    if row is None or row.after_days is None:
        message = "Danh mục “Thời hạn” không có số ngày cho việc này."
        raise BlockedError(error("no_deadline", message, "Thêm dòng trong danh mục Thời hạn."))
    return row


def clause_of(code: str, on: date) -> str:
    """The clause of a provision as it is quoted; that none is known where none stands."""
    row: Provision | None = rows_on(Provision, on).filter(code=code).first()
    return row.told if row is not None else "chưa có điều khoản"


def validity_from(day: date) -> Validity:
    """Until when a certificate granted on that day stands."""
    return term_from(day, certificate_terms())


def term_law(validity: Validity) -> str:
    """The clause of the term, marked unless it was read."""
    if not validity.law or validity.verified:
        return validity.law
    return f"{validity.law} ({UNREAD})"
