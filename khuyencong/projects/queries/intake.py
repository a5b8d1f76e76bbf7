"""What a workbook of projects is judged by: lists of the day, provinces, workshops, the agency's projects."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Q

from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Sector
from khuyencong.norms.queries import LawOf, rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.places.queries import ProvinceFinder
from khuyencong.projects.models import Project
from khuyencong.projects.queries.drafts import items_on, law_of_items
from khuyencong.rules.duplicates import Card, keys_of
from khuyencong.rules.estimate import check_norms
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.norms import Norm, Purse
from khuyencong.rules.project_sheets import KnownLists, Mark, ProjectRow, mark_of
from khuyencong.rules.tax_code import tax_code_of
from khuyencong.rules.text import compact

AT_ONCE = 500
YEARS_AHEAD = 5
"""So many years after this one a plan may reach."""


def known_on(on: date, *, actor: Actor, home: Unit | None, workshops: Collection[str]) -> KnownLists:
    """All of it, for the workshops that the file names; a SELECT more for every few hundred of them."""
    return KnownLists(
        sectors={compact(name): row.pk for row in rows_on(Sector, on) for name in (row.name, row.code)},
        items={compact(name): each.code for each in items_on(on) for name in (each.name, each.code)},
        province=province_finder(on),
        workshop=workshop_finder(workshops, actor),
        home=home.pk if home is not None else None,
        existing=running_of(actor.agency) if actor.agency is not None else {},
        years=range(on.year, on.year + YEARS_AHEAD + 1),
    )


def running_of(agency: Agency) -> dict[Mark, str]:
    """The agency's projects that were not withdrawn or refused, by their marks."""
    over = (Project.State.WITHDRAWN, Project.State.REFUSED)
    rows = Project.objects.filter(agency=agency).exclude(state__in=over).only("title", "year", "purse")
    return {mark_of(each.title, each.year, each.purse): each.code for each in rows}


def province_finder(on: date) -> Callable[[str], "int | str"]:
    """The key of a province by its name of the day, or a sentence."""
    finder = ProvinceFinder(on)

    def find(name: str) -> int | str:
        match = finder.find(name)
        return match.place.id if match.place is not None else f"{match.message}."

    return find


def workshop_finder(names: Collection[str], actor: Actor) -> Callable[[str], "int | str"]:
    """The key of a workshop of hers by tax code or by its very name, or a sentence."""
    by_code: dict[str, Establishment] = {}
    by_name: dict[str, list[Establishment]] = {}
    for each in workshops_named(names, actor):
        by_code[each.tax_code] = each
        by_name.setdefault(compact(each.name), []).append(each)

    def find(name: str) -> int | str:
        code = spelt(name)
        found = [by_code[code]] if code in by_code else by_name.get(compact(name), [])
        if len(found) != 1:
            told = "không có trong sổ cơ sở" if not found else f"có {len(found)} cơ sở cùng tên"
            return f"“{name[:60]}” {told}."
        sites = found[0].sites.all()
        if len(sites) != 1:
            return f"“{found[0].name}” có {len(sites)} nơi sản xuất, phải chọn trên trang."
        return found[0].pk

    return find


def spelt(name: str) -> str:
    """A tax code in its one spelling, any other text as it stands."""
    try:
        return tax_code_of(name)
    except ValueError:
        return name


def workshops_named(names: Iterable[str], actor: Actor) -> list[Establishment]:
    """The active workshops she sees that bear one of these names or codes, with their sites."""
    found: dict[int, Establishment] = {}
    asked = sorted({spelt(name) for name in names})
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        keys = {keys_of(Card(name=name)).name_key for name in some}
        rows = Establishment.objects.visible_to(actor).filter(
            Q(tax_code__in=some) | Q(name_key__in=keys), state=Establishment.State.ACTIVE
        )
        found |= {each.pk: each for each in rows.prefetch_related("sites")}
    return list(found.values())


def against_norms(rows: Iterable[ProjectRow], on: date) -> list[Finding]:
    """Where the estimates ask for more than the norms of the day give; warnings, for a draft may be mended.

    A SELECT for each province that the rows name.
    """
    rows, items = list(rows), items_on(on)
    provinces = Unit.objects.in_bulk({row.province for row in rows})
    laws = {key: law_of_items(items, unit) for key, unit in provinces.items()}
    found: list[Finding] = []
    for row in rows:
        law, lines = laws[row.province], [each.line(row.purse, row.year) for each in row.lines]

        def norm(item: str, purse: Purse, law: LawOf = law) -> Norm:
            return law.norm(item, purse, on)

        for each in check_norms(lines, norm, counts=row.items):
            words = f"Đề án số {row.number}, {each.place[:1].lower()}{each.place[1:]}: {each.message}"
            found.append(replace(each, severity=Severity.WARNING, place=row.place, message=words))
    return found
