"""Sentences of a report, made from its figures: no number is ever typed into one."""

from datetime import date

from khuyencong.rules.consolidation import BOTH, KCDP, KCQG, Cell, Completeness
from khuyencong.rules.money import percent, trieu

FUND_NAMES = {KCQG: "Kinh phí khuyến công quốc gia", KCDP: "Kinh phí khuyến công địa phương"}


def position_sentence(*, subject: str, cell: Cell, year: int, cut: date) -> str:
    """One fund's position: plan, done and rate, or what of it is not known."""
    when = f"đến hết ngày {cut:%d/%m/%Y}"
    if cell.done is None and cell.plan is None:
        return f"{subject}: chưa có số liệu năm {year}."
    if cell.done is None:
        plan = f"{subject}: kế hoạch năm {year} là {trieu(cell.plan or 0)} triệu đồng"
        return f"{plan}; chưa có số thực hiện {when}."
    if cell.rate is None:
        return f"{subject} {when} thực hiện {trieu(cell.done)} triệu đồng."
    return (
        f"{subject} {when} thực hiện {trieu(cell.done)} triệu đồng, bằng {percent(cell.rate)} "
        f"kế hoạch năm {year} ({trieu(cell.plan or 0)} triệu đồng)."
    )


def completeness_sentence(completeness: Completeness) -> str:
    """Who has reported, and who is missing by name."""
    head = f"Đã có số liệu thực hiện của {completeness.reported}/{completeness.expected} địa phương"
    if not completeness.missing:
        return f"{head}."
    return f"{head}; chưa có số liệu của: {', '.join(completeness.missing)}."


def position_sentences(
    *, basis: str, place: str, cells: dict[str, Cell], year: int, cut: date
) -> tuple[str, ...]:
    """The position of a region in sentences: both purses first, then each that has figures."""
    whole = cells.get(BOTH, Cell())
    sentences = [position_sentence(subject=f"{basis}, {place}", cell=whole, year=year, cut=cut)]
    for fund, name in FUND_NAMES.items():
        cell = cells.get(fund, Cell())
        if cell.plan is not None or cell.done is not None:
            sentences.append(position_sentence(subject=name, cell=cell, year=year, cut=cut))
    return tuple(sentences)
