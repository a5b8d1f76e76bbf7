"""Grounds of a conference report for tests: the article's own figures, and made ones of any size."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from khuyencong.rules.conference import Ground, Held, Late, Line, Mark, Stops, Year
from khuyencong.rules.consolidation import BOTH, KCDP, KCQG, Cell, add, completeness, with_both
from khuyencong.rules.ledger import Position

CUT = date(2018, 7, 31)
MARKS = {
    "dia-phuong-dat-cao": 80,
    "dia-phuong-vuot-vung": 10,
    "tang-so-cung-ky": 5,
    "ke-hoach-tang": 5,
    "dia-phuong-cham": 50,
    "giam-so-cung-ky": 5,
    "tien-do-cham": 20,
    "don-vao-noi-dung": 60,
    "tam-ung-cho-nghiem-thu": 20,
}


def marks(**changed):
    values = MARKS | {code.replace("_", "-"): value for code, value in changed.items()}
    return {
        code: Mark(code=code, value=Fraction(value), name=code)
        for code, value in values.items()
        if value is not None
    }


def cells(plan=None, done=None, *, local=None):
    """One purse's plan and done, in đồng, or both purses'."""
    return with_both({KCQG: Cell(plan=plan, done=done), KCDP: local or Cell()})


def line(code, name, plan, done, *, reported=True, agency=""):
    return Line(
        code=code,
        name=name,
        cells=cells(plan, done),
        agency=agency or f"Sở Công Thương {name}",
        reported=reported,
    )


def summed(lines):
    return {fund: add(each.cells[fund] for each in lines) for fund in (KCQG, KCDP, BOTH)}


def ground(rows=(), contents=(), **changed):
    """A region's year on the sums of its rows; last year and the same period empty unless given."""
    names = {each.name: {each.code} for each in rows}
    given = {
        "region": "khu vực phía Nam",
        "basis": "Tổng hợp từ số liệu của các địa phương",
        "origin": "summed",
        "now": Year(year=2018, cut=CUT, cells=summed(rows)),
        "before": Year(year=2017, cut=date(2017, 12, 31), cells=cells()),
        "earlier": None,
        "same": Year(year=2017, cut=date(2017, 7, 31), cells=cells()),
        "summed": summed(rows),
        "rows": tuple(rows),
        "contents": tuple(contents),
        "completeness": completeness(names, {each.code for each in rows if each.reported}),
        "centre": "Cục Công Thương địa phương",
        "marks": marks(),
    }
    return Ground(**{**given, **changed})


def article():
    """What the article prints: totals of two years, of each purse what was done."""
    trieu = 100_000
    return ground(
        basis="Theo số đã công bố",
        origin="published",
        now=Year(
            year=2018,
            cut=CUT,
            cells={
                KCQG: Cell(done=70_294 * trieu),
                KCDP: Cell(done=125_898 * trieu),
                BOTH: Cell(plan=737_810 * trieu, done=196_192 * trieu),
            },
        ),
        before=Year(
            year=2017,
            cut=date(2017, 12, 31),
            cells={BOTH: Cell(plan=684_951 * trieu, done=576_153 * trieu)},
        ),
        earlier=Year(year=2016, cut=date(2016, 12, 31), cells={BOTH: Cell(done=561_470 * trieu)}),
    )


amounts = st.integers(min_value=0, max_value=10**13)
CELLS = st.builds(Cell, plan=st.none() | amounts, done=st.none() | amounts)


@st.composite
def grounds(draw):
    """Any region: provinces with and without figures, contents that add up to them, a last year or none."""
    rows = [
        Line(
            code=f"{place:02}",
            name=f"Tỉnh {place}",
            cells=with_both({KCQG: draw(CELLS), KCDP: draw(CELLS)}),
            agency=f"Sở {place}",
            reported=draw(st.booleans()),
        )
        for place in range(draw(st.integers(0, 9)))
    ]
    contents = [
        Line(code=str(place), name=f"Nội dung {place}", cells=with_both({KCQG: draw(CELLS), KCDP: draw(CELLS)}))
        for place in range(draw(st.integers(0, 4)))
    ]
    past = [with_both({KCQG: draw(CELLS), KCDP: draw(CELLS)}) for _ in range(3)]
    cut = draw(st.dates(date(2018, 1, 1), date(2018, 12, 31)))
    same = date(2017, cut.month, min(cut.day, 28))
    places = [each for each in rows if draw(st.booleans())]
    return ground(
        rows,
        contents,
        now=Year(year=2018, cut=cut, cells=summed(rows)),
        before=Year(year=2017, cut=date(2017, 12, 31), cells=past[0]),
        earlier=Year(year=2016, cut=date(2016, 12, 31), cells=past[1]),
        same=Year(
            year=2017, cut=same, cells=past[2] | {BOTH: Cell(plan=past[0][BOTH].plan, done=past[2][BOTH].done)}
        ),
        stops=tuple(
            Stops(
                code=each.code,
                name=each.name,
                agency=each.agency,
                projects=draw(st.integers(1, 9)),
                reasons=("thiếu vốn",),
            )
            for each in places
        ),
        held=tuple(held(draw, each) for each in places),
        late=tuple(
            Late(code=each.code, name=each.name, agency=each.agency, returns=draw(st.integers(1, 4)))
            for each in places
        ),
        contradictions=draw(st.integers(0, 3)),
    )


def held(draw, each):
    pots = [draw(amounts) for _ in range(5)]
    settled, accepted, advanced, _, given = pots
    return Held(
        code=each.code,
        name=each.name,
        agency=each.agency,
        position=Position(
            given=sum(pots),
            committed=sum(pots) - given,
            disbursed=settled + advanced,
            accepted=settled + accepted,
            settled=settled,
            advanced=advanced,
        ),
    )
