"""Filters and components of every template. Numbers become text in rules.money only."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime

from khuyencong.norms.queries.lists import LISTS, cited
from khuyencong.projects.models import Project
from khuyencong.projects.queries.lists import wish_named
from khuyencong.reporting.queries.consolidated import LineCell, LineRow
from khuyencong.reporting.queries.report import Query
from khuyencong.rules import clusters, masking, money, outcomes, products, purses
from khuyencong.rules.acceptances import plain as quantity_text
from khuyencong.rules.findings import Severity
from khuyencong.web.reporting import links

register = template.Library()

NOTHING = SafeString(
    '<span class="none"><span aria-hidden="true">–</span><span class="sr">chưa có</span></span>'
)
SIGNS = {Severity.ERROR: "alert-octagon", Severity.WARNING: "alert-triangle", Severity.NOTE: "info-circle"}


@register.simple_tag
def cite(code: str, about: Project | str = "", name: str = "vien-dan") -> str:
    """The clause that says so today of a project, or of a purse, out of the law's list; "" where none binds."""
    if isinstance(about, str):
        return cited(code, localdate(), purse=about, model=LISTS[name])
    return cited(code, localdate(), purse=about.purse, model=LISTS[name], province=about.province_id)


@register.filter
def wish_name(code: str) -> str:
    """What an owner wants, in her words."""
    found = wish_named(code)
    return found.name if found is not None else code


@register.filter
def hectares(area: int | None) -> str:
    """Square metres as hectares with two decimals."""
    return clusters.hectares(area)


@register.filter
def plain(quantity: Decimal) -> str:
    """A quantity without zeros behind its comma."""
    return quantity_text(quantity)


@register.filter
def figure(value: Decimal) -> str:
    """A figure of a result with its thousands grouped, and without zeros behind its comma."""
    return outcomes.written(value)


@register.filter
def trieu(amount: int | None) -> str:
    """Whole đồng as triệu đồng with one decimal; a dash where nothing was given, which is not zero."""
    return NOTHING if amount is None else money.trieu(amount)


@register.filter
def dong(amount: int | None) -> str:
    """Whole đồng as in a dossier: "19.619.200.000 đồng"."""
    return NOTHING if amount is None else money.dong(amount)


@register.filter
def percent(share: Fraction | None, decimals: int = 1) -> str:
    """A share of 1 as "26,6 %"; a dash where there is none."""
    return NOTHING if share is None else money.percent(share, decimals)


@register.filter
def percent_bare(share: Fraction | None) -> str:
    """A share of 1 without its sign, for places whose heading already says %."""
    return "–" if share is None else money.number(share * 100, 1)


@register.filter
def hundredths(score: int | None) -> str:
    """A score kept in hundredths of a point as "78,42"; a dash where there is none, which is not zero."""
    return NOTHING if score is None else money.number(Fraction(score, 100), 2)


@register.filter
def fraction(value: Fraction | None) -> str:
    """An exact number with two decimals; a dash where there is none."""
    return NOTHING if value is None else money.number(value, 2)


@register.filter
def whole(count: int) -> str:
    """A count with its thousands grouped."""
    return money.number(count)


@register.filter
def day(on: date | None) -> str:
    """dd/mm/yyyy."""
    return "" if on is None else f"{on:%d/%m/%Y}"


@register.filter
def instant(at: datetime | None) -> str:
    """Hour and day on the officer's own clock: "10:42 ngày 31/07/2018"."""
    return "" if at is None else f"{localtime(at):%H:%M} ngày {localtime(at):%d/%m/%Y}"


@register.filter
def masked(value: str, how: str) -> str:
    """A person's data as a list may show them: `how` is email, phone, name or address."""
    return masking.masked(value, how)


@register.filter
def fund_name(fund: str) -> str:
    """The fund in words."""
    return purses.NAMES.get(fund, fund)


@register.filter
def fund_short(fund: str) -> str:
    """The fund as officers abbreviate it."""
    return purses.SHORT.get(fund, fund)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key)


@register.filter
def shown(row: LineRow, cell: LineCell) -> str:
    """A number of a report form in the unit its line is shown in."""
    return row.line.show(cell.value)


@register.filter
def mean_words(mean: Fraction | None) -> str:
    """A jury's mean with two decimals, cut and never rounded up to a threshold."""
    return products.mean_words(mean)


@register.filter
def bar_width(share: Fraction | None) -> int:
    """A rate as a length of 0 to 100; more than everything is drawn as everything."""
    return 0 if share is None else max(0, min(100, int(money.half_up(share * 100, 0))))


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the word beside it carries the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def severity(grade: Severity | str) -> SafeString:
    """How grave a finding is: a word and a shape, never a colour alone."""
    known = Severity(grade)
    return format_html('<span class="tag tag-{}">{} {}</span>', known.value, icon(SIGNS[known]), known.label)


@register.simple_tag(takes_context=True)
def behind(context: Mapping[str, Any], query: Query, **line: Any) -> str:
    """The address of the rows that make up one number of the report."""
    return links.behind(query, known=context.get("known", ""), **line)


@register.simple_tag(takes_context=True)
def region_link(context: Mapping[str, Any], query: Query, **changes: Any) -> str:
    """The region page with the same question, apart from `changes`; `name` asks for another page about it."""
    return links.region(query, known=context.get("known", ""), **changes)


@register.inclusion_tag("components/made.html")
def made(really: bool = True, estimated: bool = False) -> dict[str, bool]:
    """The mark of made and of estimated figures: a word and a shape."""
    return {"made": really, "estimated": estimated}


@register.inclusion_tag("components/bar.html")
def bar(share: Fraction | None) -> dict[str, Fraction | None]:
    """A rate as a thin bar; the figure stands beside it as text."""
    return {"share": share}


@register.inclusion_tag("components/finding.html")
def finding(found: Any, source: bool = True) -> dict[str, Any]:
    """One finding with where, what was printed and recomputed, its likely cause and the way out."""
    return {"finding": found, "source": source}


@register.inclusion_tag("components/cells.html", takes_context=True)
def cells(context: Mapping[str, Any], query: Query, row: Any, kind: str) -> dict[str, Any]:
    """Plan, done and rate of a row by fund; every amount opens to its rows. `kind` is place or activity."""
    known = context.get("known", "")
    funds = [
        {
            "fund": fund,
            "label": "Hai nguồn" if fund == purses.WHOLE else purses.SHORT[fund],
            "cell": row.cells.get(fund),
            "plan": links.behind(query, known=known, fund=fund, stage="plan", **{kind: row.code}),
            "done": links.behind(query, known=known, fund=fund, stage="done", **{kind: row.code}),
        }
        for fund in (purses.WHOLE, *purses.DIVIDED)
    ]
    return {"funds": funds}
