"""The law's lists and its documents, for pages and for the rooms above.

A province writes rows of its own for the local purse: process, advances, payment, settlement (Điều 8 khoản 3
điểm b, Thông tư 46/2012/TT-BCT), conditions (Điều 7, Thông tư liên tịch 26/2014/TTLT-BTC-BCT). Under the code
of a row for every local purse its own takes that row's place while nobody has read the latter in the original:
it is our convention then. What was read, and what binds both purses, stands whatever a province says.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from khuyencong.norms.models import (
    AdvanceTier,
    Authority,
    AwardForm,
    CapabilityCriterion,
    ChangeRule,
    CheckRule,
    ClosingCheck,
    ClusterMark,
    Condition,
    Deadline,
    Evidence,
    Indicator,
    LawRow,
    LegalDocument,
    PriorityArea,
    PriorityTrade,
    ProductLevel,
    ProductMark,
    Programme,
    ProgrammeTarget,
    Provision,
    Question,
    ReportDuty,
    ReportMark,
    ReturnForm,
    Sector,
)
from khuyencong.norms.models.norms import province_key_of
from khuyencong.places.models import Lineage, Unit, valid_on
from khuyencong.rules.validity import in_force

Row = TypeVar("Row", bound=LawRow)
LOCAL, BOTH = LawRow.Purse.LOCAL, LawRow.Purse.BOTH

LISTS: dict[str, type[LawRow]] = {
    "nganh-nghe": Sector,
    "dia-ban": PriorityArea,
    "nganh-uu-tien": PriorityTrade,
    "dieu-kien": Condition,
    "tam-ung": AdvanceTier,
    "chung-tu": Evidence,
    "thoi-han": Deadline,
    "khoa-so": ClosingCheck,
    "vien-dan": Provision,
    "tham-quyen": Authority,
    "tham-quyen-dieu-chinh": ChangeRule,
    "moc-danh-gia": ReportMark,
    "bieu-bao-cao": ReturnForm,
    "chi-tieu": Indicator,
    "kiem-tra-bao-cao": CheckRule,
    "ky-bao-cao": ReportDuty,
    "chuong-trinh": Programme,
    "muc-tieu": ProgrammeTarget,
    "nang-luc": CapabilityCriterion,
    "khen-thuong": AwardForm,
    "cap-binh-chon": ProductLevel,
    "tieu-chi-binh-chon": ProductMark,
    "hoi-dap": Question,
    "dieu-kien-cum": ClusterMark,
}
"""What a list is called in an address → its rows."""


def rows_on(
    model: type[LawRow], on: date, *, purse: str = "", item: str = "", province: int | None = None
) -> QuerySet[Any]:
    """The rows of a list in force on that day, in the order of the law; those about all purses always.

    With a province (its key) also its own, or those of the province that took it over by then.
    """
    rows: Any = model._default_manager
    found: QuerySet[Any] = rows.on(on).select_related("document")
    found = (
        found.filter(province__isnull=True) if province is None else _in_place(found, rows.on(on), province, on)
    )
    if purse:
        found = found.filter(purse__in=[purse, BOTH])
    if item:
        found = found.filter(items__code=item)
    return found.order_by("position", F("province").asc(nulls_first=True), "pk")


def cited(
    code: str, on: date, *, purse: str = "", model: type[LawRow] = Provision, province: int | None = None
) -> str:
    """The clause that says so on that day, as it stands behind a sentence: " (Điều …)"; "" where none binds.

    One SELECT. What nobody has read in the original is marked.
    """
    row = rows_on(model, on, purse=purse, province=province).filter(code=code).first()
    return f" ({row.told})" if row is not None else ""


def _in_place(found: QuerySet[Any], standing: QuerySet[Any], province: int, on: date) -> QuerySet[Any]:
    """Those for all and the province's own, one a code: see the head of the file."""
    came = Q(came_from__ancestor=province, came_from__main=True)
    here = Unit.objects.filter(Q(pk=province) | came).filter(valid_on(on)).values("pk")
    same = standing.filter(code=OuterRef("code"))
    read = same.filter(province__isnull=True).filter(Q(purse=BOTH) | Q(purse=LOCAL, verified=True))
    ours = Q(province__isnull=True, purse=LOCAL, verified=False)
    found = found.filter(Q(province__isnull=True) | Q(province__in=here))
    found = found.exclude(ours & Exists(same.filter(province__in=here)))
    return found.exclude(Q(province__isnull=False) & Exists(read))


def binding(rows: Iterable[Row], on: date, purse: str, seat: int | None) -> list[Row]:
    """The same out of rows read before, for many projects: `seat` is the province as it stands on that day.

    Purse "" is all of them.
    """
    standing = [
        each
        for each in rows
        if in_force(each.since, each.until, on)
        and (not purse or each.purse in (purse, BOTH))
        and (each.province_id is None or each.province_id == seat)
    ]
    own = {each.code for each in standing if each.province_id is not None}
    read = {
        each.code
        for each in standing
        if each.province_id is None and each.purse in (LOCAL, BOTH) and not _gives_way(each)
    }
    return [
        each
        for each in standing
        if (
            each.code not in read
            if each.province_id is not None
            else not (_gives_way(each) and each.code in own)
        )
    ]


def _gives_way(row: LawRow) -> bool:
    """Whether a row for all leaves its place to a province's own."""
    return row.purse == LOCAL and not row.verified


def read_above(model: type[Any], line: Mapping[str, str]) -> str:
    """The law that binds every local purse under the code of a line on any of its days; "" where none does."""
    rows: Any = model._default_manager.filter(code=line["code"], province__isnull=True)
    rows = rows.filter(Q(purse=BOTH) | Q(purse=LOCAL, verified=True)).select_related("document")
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=line["since"]))
    row = (rows.filter(since__lt=line["until"]) if line["until"] else rows).first()
    return (row.law or row.source) if row is not None else ""


def seats_on(provinces: Collection[int], on: date) -> dict[int, int]:
    """Each province, and the one that stands for it on that day; without an heir none. Two SELECTs."""
    stand = set(Unit.objects.filter(pk__in=provinces).filter(valid_on(on)).values_list("pk", flat=True))
    heirs = Lineage.objects.filter(ancestor__in=set(provinces) - stand, main=True)
    became = dict(heirs.filter(valid_on(on, "descendant__")).values_list("ancestor", "descendant"))
    return {each: each for each in stand} | became


def places_with_rows(model: type[LawRow], on: date) -> list[tuple[str, str, int]]:
    """(key, name, how many) of the provinces that have rows of their own on that day; one SELECT."""
    rows: Any = model._default_manager.on(on).filter(province__isnull=False).select_related("province")
    rows = rows.filter(valid_on(on, "province__"))
    found = Counter(each.province for each in rows)
    return [(province_key_of(each), each.name, count) for each, count in sorted(found.items(), key=_by_name)]


def _by_name(found: tuple[Unit, int]) -> str:
    return found[0].sort_key


def documents() -> QuerySet[LegalDocument]:
    """Every document, those nobody has read first, then the latest."""
    return LegalDocument.objects.select_related("replaced_by").order_by(
        "verified", F("signed").desc(nulls_last=True), "number"
    )
