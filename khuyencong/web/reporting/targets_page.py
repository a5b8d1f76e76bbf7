"""The pages of targets as they read: which programme and place, figures in words, rows for Excel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms

from khuyencong.norms.models import Programme
from khuyencong.norms.queries import contents
from khuyencong.norms.queries.returns import programmes_on, programmes_with_targets
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import is_ministry
from khuyencong.paperwork.made import noted
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.places.queries import Place, provinces_on
from khuyencong.reporting.queries.targets import ProvinceRow, TargetRow, YearDone
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.money import percent
from khuyencong.rules.targets import reach_words
from khuyencong.web.forms import AskForm

NATION = ("", "Cả nước")
UNKNOWN = "chưa rõ"
NOT_YET = "chưa có"
NOTES = ("Số từ báo cáo đã duyệt của các Sở; ô trống: chưa có. Tiền tính bằng đồng.",)


class TargetsForm(AskForm):
    """Which programme, where, and of which content."""

    programme = forms.ChoiceField(label="Chương trình", required=False)
    place = forms.ChoiceField(label="Nơi", required=False)
    content = forms.ChoiceField(label="Nội dung", required=False)

    def __init__(
        self, *args: Any, programmes: Iterable[Programme], places: Iterable[Place], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (
            ("programme", [(each.code, each.name) for each in programmes]),
            ("place", [NATION, *((each.code, each.full_name) for each in places)]),
            ("content", [("", "Mọi nội dung"), *contents()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page is about; `place` is None for the nation, `whole` says that returns may be told."""

    programme: Programme
    place: Place | None
    content: str
    form: TargetsForm
    whole: bool
    instead_of: Programme | None = None
    """The programme of this year, where the page opened at another because of this one nothing can be read."""


def asked(given: Any, actor: Actor, on: date) -> Asked | None:
    """What was asked, or what she would ask first: the programme of this year, her own province.

    None where there is no programme. A form with errors stays in `form`.
    """
    programmes = programmes_on(on)
    if not programmes:
        return None
    places = visible_places(actor, on)
    form = TargetsForm(given or None, programmes=programmes, places=places)
    said = form.cleaned_data if form.is_valid() else {}
    now = next((each for each in programmes if each.first_year <= on.year <= each.last_year), programmes[0])
    first = legible(programmes, now, on)
    programme = next((each for each in programmes if each.code == said.get("programme")), first)
    home = {each.id: each for each in places}
    own = places[0] if len(places) == 1 and not given else None
    place = next((each for each in places if each.code == said.get("place")), own)
    if programme.province_id is not None:
        place = home.get(programme.province_id)
    form = TargetsForm(
        {"programme": programme.code, "place": place.code if place else "", "content": said.get("content", "")}
        if form.is_valid() or not given
        else given,
        programmes=programmes,
        places=places,
    )
    whole = place is not None or (is_ministry(actor) and programme.province_id is None)
    return Asked(
        programme=programme,
        place=place,
        content=said.get("content", ""),
        form=form,
        whole=whole,
        instead_of=now if not given and programme != now else None,
    )


def legible(programmes: Sequence[Programme], now: Programme, on: date) -> Programme:
    """Where the page opens: at this year's programme, or the latest before it with a target that was read."""
    told = programmes_with_targets(on)
    if now.code in told:
        return now
    earlier = [each for each in programmes if each.province_id is None and each.last_year < now.first_year]
    before = [each for each in earlier if each.code in told]
    return max(before, key=lambda each: each.last_year, default=now)


def visible_places(actor: Actor, on: date) -> Sequence[Place]:
    """The provinces whose returns she may read: at the ministry all, elsewhere her own."""
    places = provinces_on(on)
    if is_ministry(actor):
        return places
    own = actor.agency.unit_id if actor.agency is not None and actor.role is not None else None
    return [each for each in places if each.id == own]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One target in words."""

    row: TargetRow
    aim: str
    years: tuple[tuple[int, str, str], ...]
    done: str
    share: str
    verdict: str
    published: tuple[str, ...]


def shown(row: TargetRow, *, part: bool, first: int, last: int) -> Shown:
    """A row as the page tells it; `part` says that a single province stands beside a target of the nation."""
    target, by_year = row.target, {each.year: each for each in row.years}
    aim = (
        UNKNOWN if target.value is None else f"{'khoảng ' if target.about else ''}{row.line.show(target.value)}"
    )
    return Shown(
        row=row,
        aim=aim,
        years=tuple((year, *told(by_year.get(year), row.line)) for year in range(first, last + 1)),
        done=row.line.show(row.done) or NOT_YET,
        share=percent(row.share, 1) if row.share is not None else "",
        verdict="" if part else VERDICTS[row.verdict],
        published=tuple(f"{row.line.show(each.value)} ({each.years}; {each.source})" for each in row.published),
    )


VERDICTS = {
    "": "",
    "reached": "đã đạt",
    "in_time": "kịp thời gian",
    "behind": "chậm hơn thời gian",
    "partial": "còn thiếu báo cáo",
}


def told(done: YearDone | None, line: IndicatorLine) -> tuple[str, str]:
    """A year's figure, and what is missing of it; nothing outside the years of the target."""
    if done is None:
        return "", ""
    if done.value is None:
        return NOT_YET, ""
    missing = [
        f"{done.known}/{done.owed} tỉnh" if done.known < done.owed else "",
        reach_words(done.reaches),
    ]
    return line.show(done.value), ", ".join(filter(None, missing))


def headline(rows: Sequence[TargetRow], *, part: bool) -> str:
    """The answer of the page in a line."""
    with_figures = [each for each in rows if each.done is not None and each.target.value]
    unknown = sum(each.target.value is None for each in rows)
    if part:
        known = sum(each.done is not None for each in rows)
        return f"{known}/{len(rows)} mục tiêu có số của tỉnh"
    if unknown == len(rows):
        return f"Chưa rõ con số của {unknown} mục tiêu"
    if not with_figures:
        return f"{len(rows)} mục tiêu, chưa có số liệu để so"
    got = sum(each.verdict == "reached" for each in with_figures)
    return f"Đã đạt {got} trong {len(with_figures)} mục tiêu có số liệu"


def last_of(row: TargetRow) -> int:
    """The last year of a target that has begun."""
    return max((each.year for each in row.years), default=row.target.first_year - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceShown:
    """One province of a target in words."""

    name: str
    years: tuple[tuple[int, str, str], ...]
    done: str


def province_rows(whole: TargetRow, rows: Iterable[ProvinceRow]) -> list[ProvinceShown]:
    """Provinces that brought most first, those of whom nothing is known last."""
    known = sorted(rows, key=lambda row: (row.done is None, -(row.done or 0), row.place.sort_key))
    return [
        ProvinceShown(
            name=row.place.full_name,
            years=tuple((each.year, *told(each, whole.line)) for each in row.years),
            done=whole.line.show(row.done) or NOT_YET,
        )
        for row in known
    ]


def exact(line: IndicatorLine, value: int | None) -> Fraction | None:
    """The number in the line's own unit, as the page shows it; money stays in đồng."""
    return None if value is None else Fraction(value, 10**line.decimals)


def targets_workbook(question: Asked, rows: Sequence[TargetRow], beside: Sequence[Any]) -> bytes:
    """The same as .xlsx: a row a target, whole figures, and what was published below."""
    programme = question.programme
    years = list(range(programme.first_year, programme.last_year + 1))
    header = ["Mục tiêu", "Đơn vị", "Từ năm", "Đến năm", "Đặt ra", *map(str, years), "Cộng", "Đạt (%)", "Nguồn"]
    lines = [
        (
            row.target.name,
            row.line.unit,
            row.target.first_year,
            row.target.last_year,
            UNKNOWN if row.target.value is None else exact(row.line, row.target.value),
            *(exact(row.line, {each.year: each.value for each in row.years}.get(year)) for year in years),
            exact(row.line, row.done),
            None if row.share is None else row.share * 100,
            row.target.told,
        )
        for row in rows
    ]
    published = [(each, exact(row.line, each.value)) for row in rows for each in row.published]
    published += [(each, each.value) for each in beside]
    lines += [
        (
            f"Đã công bố: {each.name}",
            each.unit,
            each.first_year,
            each.last_year,
            None,
            *(None for _ in years),
            value,
            None,
            each.source,
        )
        for each, value in published
    ]
    where = question.place.full_name if question.place is not None else "Cả nước"
    notes = [*NOTES, *noted(any(row.made for row in rows))]
    return xlsx_rows(header, lines, title=f"{programme.name}: {where}", notes=notes)


def provinces_workbook(whole: TargetRow, rows: Iterable[ProvinceRow]) -> bytes:
    """One target by province and year as .xlsx."""
    years = [each.year for each in whole.years]
    header = ["Mã", "Địa phương", *map(str, years), "Cộng", "Đơn vị"]
    line = whole.line

    def numbers(row: TargetRow | ProvinceRow) -> list[Fraction | None]:
        return [exact(line, each) for each in (*(one.value for one in row.years), row.done)]

    lines = [(row.place.code, row.place.full_name, *numbers(row), line.unit) for row in rows]
    total = ("", "Cộng", *numbers(whole), line.unit)
    missing = ((each.year, told(each, line)[1]) for each in whole.years)
    notes = [*NOTES, *noted(whole.made), *(f"Cộng năm {year}: {words}." for year, words in missing if words)]
    return xlsx_rows(header, [*lines, total], title=whole.target.name, notes=notes)
