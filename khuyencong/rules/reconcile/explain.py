"""Findings in an officer's words: what is printed, what is recomputed, how large the gap, how it came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from khuyencong.rules.reconcile.claims import DERIVED, Claim, Interval, Kind
from khuyencong.rules.reconcile.misprints import likely_slip
from khuyencong.rules.reconcile.recompute import Book, like, naive, recomputed
from khuyencong.rules.reconcile.simplex import Reasons
from khuyencong.rules.reconcile.system import System
from khuyencong.rules.reconcile.verdict import ClaimFinding, Code, Correction
from khuyencong.rules.reconcile.wording import (
    bounds,
    gap_unit,
    listed,
    number,
    printed,
    proportion,
    quoted,
    with_figure,
)

MOST_REPAIRS = 3
"""So many ways out are told; a reader loses the thread in more."""


def slip(claim: Claim, book: Book, code: Code, span: Interval) -> ClaimFinding:
    """The finding about a derived figure that another reading explains; `span` is what it can really be."""
    value = recomputed(claim, book, span)
    assert value is not None
    told = f"{quoted(claim)} in {printed(claim)}; tính lại theo {_basis(claim, book)} được "
    if code is Code.TRUNCATED:
        told += (
            f"{number(claim, value, 2)}{claim.unit_label} (kể cả sai số làm tròn: {bounds(claim, span, 2)}), "
            f"làm tròn phải là {like(claim, value)}. Số in chỉ đúng nếu chữ số cuối bị cắt bỏ thay vì làm tròn."
        )
    else:
        told += (
            f"{number(claim, value, 1)}{claim.unit_label}, {_gap(claim, value)}. {_ratio_words(claim, value)}"
        )
    return ClaimFinding(
        code=code, claims=(claim.id,), printed=claim.value, recomputed=like(claim, value), message=told
    )


def _basis(claim: Claim, book: Book) -> str:
    """The claims a derived figure is computed from; the figure of one not printed follows from the rest."""
    return listed(with_figure(book[name]) for name in claim.of)


def _gap(claim: Claim, value: Fraction) -> str:
    figure = claim.figure
    assert figure is not None
    difference = abs(value - Fraction(figure.value))
    finer = 1 if difference < 10 * figure.last_digit else 0
    return f"chênh {number(claim, difference, finer)}{gap_unit(claim)}"


def _ratio_words(claim: Claim, value: Fraction) -> str:
    """Which ratio was taken for a percentage: 1,08 times, or 107,72 % of the old figure."""
    factor = claim.exact(Interval(low=value)).low or value
    bare = claim.value.strip("-+~ \u2212\u2013")
    if claim.figure and abs(Fraction(claim.figure.value)) > 10 * abs(factor):
        whole, way = f"{number(claim, factor * 100)} %", "tăng" if claim.figure.value > 0 else "giảm"
        return f"Số mới bằng {whole} số cũ: có lẽ “bằng {bare} %” đã viết thành “{way} {bare} %”."
    return (
        f"Tỷ số của hai số là {number(claim, factor, 2)}: có lẽ tỷ số {bare} (lần) đã in nhầm thành phần trăm."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """A contradiction told from the side of one figure: what it should be, in its unit, and the sentence.

    No value where nothing would do, as for a fall of more than 100 %.
    """

    focus: Claim
    value: Fraction | None
    sentence: str


def contradiction(
    system: System, book: Book, clash: Reasons, way_out: str, also: Sequence[Reasons] = ()
) -> ClaimFinding:
    """The finding about claims that cannot be true together; `also` are those with the same way out."""
    main = _state(system, book, clash)
    consequences = [f"Cũng vì lỗi ấy: {_state(system, book, one).sentence}" for one in also]
    return ClaimFinding(
        code=Code.INCONSISTENT,
        claims=tuple(name for name in book if name in clash),
        printed=main.focus.value,
        recomputed=like(main.focus, main.value),
        message=" ".join(filter(None, [main.sentence, _cut_words(main), way_out, *consequences])),
    )


def _state(system: System, book: Book, clash: Reasons) -> _Statement:
    """Tell `clash` from the side of the figure that shows it best."""
    claims = [claim for name, claim in book.items() if name in clash]
    relations = [claim for claim in claims if claim.kind != Kind.AMOUNT]
    focus = _focus(claims, relations)
    span = system.span(focus.id, clash - {focus.id})
    value = _computed(relations, focus, book)
    if value is not None:
        basis = listed(with_figure(book[name]) for name in relations[0].of if name != focus.id)
        adding = relations[0].kind == Kind.SUM
        exact = adding and value % (focus.figure.last_digit if focus.figure else 1) == 0
        shown = f"{number(focus, value, 0 if exact else 1)}{focus.unit_label}"
        how = f", nhưng {basis} {'cộng lại được' if adding else 'cho kết quả'} {shown}; {_gap(focus, value)}"
    elif span == Interval():
        how = ": không thể có, dù các số khác là bao nhiêu"
    else:
        basis = listed(with_figure(claim) for claim in claims if claim is not focus)
        value = _should_be(focus, span)
        how = f", nhưng theo {basis} thì phải {bounds(focus, span, 1)}; {_gap(focus, value)}"
    slack = "" if value is None else ", vượt quá sai số làm tròn"
    return _Statement(focus=focus, value=value, sentence=f"{quoted(focus)} in {printed(focus)}{how}{slack}.")


def _should_be(focus: Claim, span: Interval) -> Fraction:
    """The middle of what the others allow, if that is narrow beside the gap; else its nearest end."""
    figure, allowed = focus.figure, focus.as_printed(span)
    assert figure is not None
    nearest, centre = allowed.nearest(Fraction(figure.value)), allowed.centre
    if centre is not None and abs(centre - nearest) <= abs(nearest - Fraction(figure.value)):
        return centre
    return nearest


def _focus(claims: Sequence[Claim], relations: Sequence[Claim]) -> Claim:
    """The figure to look at: the only derived one, else the whole of a sum, else the last that is printed."""
    wholes = {claim.of[0] for claim in relations if claim.kind == Kind.SUM}
    derived = [claim for claim in relations if claim.kind in DERIVED]
    if len(relations) == 1 and derived:
        return derived[0]
    figures = [claim for claim in claims if claim.figure is not None]
    return next((claim for claim in figures if claim.id in wholes), (derived or figures)[-1])


def _computed(relations: Sequence[Claim], focus: Claim, book: Book) -> Fraction | None:
    """What the only relation of a contradiction makes of its printed figures, in the unit of `focus`."""
    if len(relations) != 1:
        return None
    judged = relations[0].of[0] if relations[0].kind == Kind.SUM else relations[0].id
    return naive(relations[0], book) if judged == focus.id else None


def _cut_words(statement: _Statement) -> str:
    """A whole printed in coarser units than its parts is often cut; it is still a wrong print."""
    figure = statement.focus.figure
    if statement.focus.kind != Kind.AMOUNT or statement.value is None or figure is None or figure.qualifier:
        return ""
    over = statement.value - Fraction(figure.value)
    return "Khớp nếu số này bị cắt bớt phần lẻ thay vì làm tròn." if 0 < over < figure.last_digit else ""


def ways_out(book: Book, repairs: Sequence[Correction], count: int) -> str:
    """What would put right all of `count` contradictions."""
    if count > 1:
        return f"Văn bản có {count} mâu thuẫn riêng rẽ: phải sửa ít nhất {count} chỗ."
    if not repairs:
        return "Các số còn lại không cho biết một số nào mà chỉ sửa riêng nó là khớp tất cả."
    ways = []
    for one in repairs[:MOST_REPAIRS]:
        claim = book[one.claim]
        remark = "; ".join(filter(None, [proportion(one.change, claim.notation), likely_slip(one)]))
        ways.append(f"{quoted(claim)} {one.printed} thành {one.value}{claim.unit_label} ({remark})")
    return f"Khả năng nhất là in nhầm một số; chỉ cần sửa {', hoặc '.join(ways)} thì mọi số còn lại đều khớp."
