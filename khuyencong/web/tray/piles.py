"""The piles of a full in-tray: what is late, and what belongs to one kind of work."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from khuyencong.post.queries.tray import TrayItem

FULL = 12
"""From so many tasks on a tray is offered in piles; fewer are read at a glance."""
ALIKE, ACTION = 5, 3
"""More tasks alike than these are one line; so many words of a title say what is to be done."""
LATE, REST = "qua-han", "khac"
PILES = {
    "de-an": (
        "Đề án, thẩm định",
        (
            *("enquiry", "project", "appraisal", "appraisal_interest", "appraisal_question", "council"),
            *("change", "group_plan"),
        ),
    ),
    "ke-hoach": ("Kế hoạch, quyết định", ("registration", "selection", "plan_decision")),
    "kinh-phi": (
        "Hợp đồng, kinh phí",
        (
            *(
                "contract",
                "claim",
                "acceptance",
                "liquidation",
                "advance_rate",
                "give_back",
                "posting_correction",
            ),
            *("reconciliation", "statement_removal", "year_close", "year_opening"),
        ),
    ),
    "theo-doi": (
        "Vướng mắc, theo dõi",
        ("obstacle", "inspection", "fault", "progress", "followup"),
    ),
    "bao-cao": (
        "Báo cáo, số liệu",
        ("periodic_return", "report_request", "correction", "figure", "source"),
    ),
    "nang-luc": (
        "Năng lực, khen thưởng",
        ("capability", "capability_hearing", "award_round", "award_proposal", "award_ballot"),
    ),
    "co-so": (
        "Cơ sở, khảo sát",
        (
            *("establishment", "establishment_merge", "owner_account", "cluster", "cluster_notice"),
            *("survey_round", "survey_conflict"),
        ),
    ),
    "san-pham": (
        "Sản phẩm tiêu biểu",
        (
            *("product_round", "product_entry", "product_ballot"),
            *("product_complaint", "product_certificate"),
        ),
    ),
}
"""Code of a pile → its name, and the kinds of dossiers in it; our own order of work, no text's."""
OF_KIND = {kind: code for code, (_, kinds) in PILES.items() for kind in kinds}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What may be looked at alone, and how much of it there is."""

    code: str
    name: str
    count: int


def pile_of(item: TrayItem) -> str:
    """The code of the pile of a task."""
    return OF_KIND.get(item.dossier_kind, REST)


def piles_in(items: Sequence[TrayItem]) -> list[Pile]:
    """The piles of a full tray in the order of work, those that are empty left out; none of a small one."""
    if len(items) < FULL:
        return []
    counts = Counter(map(pile_of, items))
    counts[LATE] = sum(item.urgency.is_late for item in items)
    names = {LATE: "Quá hạn"} | {code: name for code, (name, _) in PILES.items()} | {REST: "Việc khác"}
    return [Pile(code=code, name=name, count=counts[code]) for code, name in names.items() if counts[code]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A line of the tray: a task, and of how many like it (itself among them) it stands for the first."""

    item: TrayItem
    alike: int = 1


def likeness(item: TrayItem) -> str:
    """What tasks share that are done alike, as an address carries it: kind of dossier, day, what is to be done.

    An address that named one of them instead would lead nowhere once that one is done.
    """
    day = item.urgency.ends
    return "/".join([item.dossier_kind, f"{day or ''}", " ".join(item.title.split()[:ACTION])])


def gathered(items: Sequence[TrayItem]) -> list[Gathered]:
    """Of many alike only the first stands, for all of them: sixty hid what came after."""
    counts = Counter(map(likeness, items))
    first: dict[str, Gathered] = {}
    shown = []
    for each in items:
        key = likeness(each)
        if counts[key] <= ALIKE:
            shown.append(Gathered(item=each))
        elif key not in first:
            first[key] = Gathered(item=each, alike=counts[key])
            shown.append(first[key])
    return shown


def like(items: Sequence[TrayItem], wanted: str) -> list[TrayItem]:
    """The tasks that are alike in that way; none where all of them are done."""
    return [each for each in items if likeness(each) == wanted]


def known(code: str) -> str:
    """The code where it is one of a pile, else ""."""
    return code if code in (LATE, *PILES, REST) else ""


def narrowed(items: Sequence[TrayItem], code: str) -> list[TrayItem]:
    """Those of one pile; all for ""."""
    if code == LATE:
        return [each for each in items if each.urgency.is_late]
    return [each for each in items if pile_of(each) == code] if code else list(items)
