"""Loading what was printed: published totals as figures, and what texts claim about them."""

import csv
import re
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import region_on
from khuyencong.reporting.actions.figures import read_amount, record_figures
from khuyencong.reporting.models import Claim, ClaimSet, Figure, Source
from khuyencong.rules.figures import Entry
from khuyencong.rules.money import Unit
from khuyencong.rules.reconcile import read_claims

DATA = Path(__file__).resolve().parent.parent / "data"
SCOPES = {"Bắc": "bac", "Trung-TN": "trung", "Nam": "nam", "Việt Nam": "vn"}
FUNDS = {"all": "all", "KCQG": "KCQG", "KCDP": "KCDP"}


def rows_of(path: Path) -> list[dict[str, str]]:
    """A data file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published_source(title: str, publisher: str, at: datetime) -> Source:
    """The source of that title, public from the moment it is entered."""
    return Source.objects.get_or_create(
        kind=Source.Kind.PUBLISHED, title=title, publisher=publisher, defaults={"published_at": at}
    )[0]


def titles() -> dict[str, tuple[str, str]]:
    """The title and publisher under which a source of published_figures.csv is shown."""
    return {row["source"]: (row["title"], row["publisher"]) for row in rows_of(DATA / "publishers.csv")}


def borders_day(text: str, cut: date) -> date:
    """The day nearest to the cut on the borders named "2014-2025" or "2025-"; they changed on 1 July 2025."""
    return max(cut, date(2025, 7, 1)) if text.startswith("2025") else min(cut, date(2025, 6, 30))


def published_entry(row: dict[str, str]) -> Entry:
    """One line of published_figures.csv as an entry, with the digits as they were printed."""
    printed_as = row["printed_as"]
    match = re.match(r"[~><]?\s*\d[\d.]*(,\d+)?", printed_as)
    if match is None:
        raise ValueError(f"published_figures.csv: không đọc được “{printed_as}”")
    unit = Unit(row["unit"])
    printed, amount = read_amount(match[0], unit)
    stage = row["stage"]
    cut = date.fromisoformat(row["cut"])
    years = re.fullmatch(r"(\d{4})-(\d{4})", row["borders_of"])
    period = years if stage == Figure.Stage.APPROVED else None
    return Entry(
        region=region_on(SCOPES[row["scope"]], borders_day(row["borders_of"], cut)).id,
        first_year=int(period[1]) if period else None,
        year=int(row["year"]),
        cut=date(cut.year, 12, 31) if stage == Figure.Stage.PLAN else cut,
        fund=FUNDS[row["fund"]],
        stage=stage,
        printed=printed.text,
        printed_unit=unit.value,
        amount=amount,
        decimals=printed.decimals,
        qualifier=printed.qualifier,
        location=printed_as,
        note=row["note"],
    )


@transaction.atomic
def load_published(*, by: Actor, at: datetime, path: Path = DATA / "published_figures.csv") -> int:
    """Enter the published figures of `path` once per source; how many were entered now."""
    by_source: dict[str, list[Entry]] = {}
    for row in rows_of(path):
        by_source.setdefault(row["source"], []).append(published_entry(row))
    count, known = 0, titles()
    for name, entries in by_source.items():
        title, publisher = known.get(name, (f"Số liệu công bố trên {name}", name))
        source = published_source(title, publisher, at)
        if not source.figures.exists():
            count += len(record_figures(source=source, entries=entries, by=by, at=at))
    return count


@transaction.atomic
def load_claims(*, at: datetime, folder: Path = DATA / "claims") -> int:
    """Enter the claim sets listed in `folder`/index.csv once each; how many were entered now."""
    count = 0
    for row in rows_of(folder / "index.csv"):
        source = published_source(row["title"], row["publisher"], at)
        if ClaimSet.objects.filter(source=source).exists():
            continue
        cut = date.fromisoformat(row["cut"])
        region = region_on(row["region"], borders_of(row, cut)).id
        claim_set = ClaimSet.objects.create(source=source, region_id=region, year=int(row["year"]), cut=cut)
        claims = read_claims((folder / row["file"]).read_text(encoding="utf-8"))
        Claim.objects.bulk_create(
            Claim(
                claim_set=claim_set,
                position=position,
                code=claim.id,
                label=claim.label,
                kind=claim.kind,
                printed=claim.value,
                unit=claim.unit,
                of=" ".join(claim.of),
                note=claim.note,
            )
            for position, claim in enumerate(claims, start=1)
        )
        count += 1
    return count


def borders_of(row: dict[str, str], cut: date) -> date:
    """A day on the borders a text speaks of: its cut, unless the index names another day."""
    return date.fromisoformat(row["borders_on"]) if row.get("borders_on") else cut
