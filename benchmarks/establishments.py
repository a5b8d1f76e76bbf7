"""A hundred thousand establishments: list, search without diacritics, doubles; beside the same as raw SQL."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from django.db import connection, transaction

from khuyencong.industry import queries
from khuyencong.industry.models import Establishment, Site, Support, YearFigures
from khuyencong.industry.models.establishments import places_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import operator
from khuyencong.places.models import Unit
from khuyencong.rules.duplicates import Card, keys_of
from khuyencong.rules.text import fold, sort_key
from khuyencong.web.industry.views import PAGE

Figures = tuple[float, float, float]
Pairing = Callable[..., Figures]
ROWS, BATCH = 100_000, 2_000
NAMES = ("mộc", "rèn", "bánh tráng", "đan lát", "khô cá", "gạch", "may", "nước mắm", "cơ khí", "sấy trái cây")
WORDS = "đan lát số 77"
WHERE = """
FROM industry_establishment e WHERE e.state <> 'merged' AND e.id IN (
    SELECT s.establishment_id FROM industry_site s WHERE s.province_id IN ({places})
){words}
"""
ORDERED = "SELECT e.* {where} ORDER BY e.sort_key, e.id LIMIT %s"
KEYS = """
SELECT e.* FROM industry_establishment e WHERE e.state <> 'merged'
AND e.id IN (SELECT s.establishment_id FROM industry_site s WHERE s.province_id IN ({places}))
AND (e.phone_key = %s OR e.name_key = %s OR e.person_key = %s)
"""


def made(number: int, place: int) -> Establishment:
    """One of them, its keys as the actions make them; two in a thousand share a telephone."""
    card = Card(
        name=f"Cơ sở {NAMES[number % len(NAMES)]} số {number}",
        phone=f"09{number % 99_900:08}",
        representative=f"Người minh họa {number}",
        commune=str(place),
    )
    row = Establishment(name=card.name, legal_form="ho", source="đo tốc độ", made_up=True, phone=card.phone)
    for name, value in keys_of(card)._asdict().items():
        setattr(row, name, value)
    row.searched, row.sort_key = fold(card.name), sort_key(card.name)[:400]
    return row


def prepare() -> None:
    """The rows with a site, figures of a year, and support for every fifth."""
    if Establishment.objects.filter(source="đo tốc độ").count() >= ROWS:
        return
    places = list(Unit.objects.filter(level="province", until__isnull=True).order_by("pk"))
    numbers = iter(range(ROWS))
    with transaction.atomic():
        while some := list(islice(numbers, BATCH)):
            rows = [made(number, places[number % len(places)].pk) for number in some]
            Establishment.objects.bulk_create(rows)
            pairs = list(zip(some, rows, strict=True))
            Site.objects.bulk_create(
                Site(establishment=row, province=places[n % len(places)]) for n, row in pairs
            )
            YearFigures.objects.bulk_create(
                YearFigures(establishment=row, year=2025, labour=n % 90, revenue=n) for n, row in pairs
            )
            Support.objects.bulk_create(
                Support(establishment=row, year=2024, purse="KCDP", content="Máy", amount=1, source="đo")
                for n, row in pairs
                if n % 5 == 0
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def officer() -> Actor:
    """Somebody of one department, in memory only."""
    by = operator()
    department = Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, until__isnull=True).order_by("pk").first()
    assert by.desk is not None
    desk = Desk(code="do", title="Bàn", role="department_officer", agency=department, since=by.desk.since)
    return replace(by, desk=desk)


def places_in_sql(by: Actor) -> tuple[str, list[int]]:
    """The provinces of hers, as the raw query names them."""
    places = places_of(by)
    return ", ".join(["%s"] * len(places)), places


def listing(paired: Pairing, words: str = "") -> tuple[str, float, Figures]:
    """A page of the list with its count and what it shows, beside count and rows alone."""
    prepare()
    by = officer()
    marks, places = places_in_sql(by)
    like = "".join(" AND e.searched LIKE %s" for _ in fold(words).split())
    given = [*places, *(f"%{word}%" for word in fold(words).split())]
    where = WHERE.format(places=marks, words=like)

    def ours() -> None:
        found = queries.search(by, words=words)
        assert found.count()
        assert queries.lines_of(list(found.select_related("sector")[:PAGE]))

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) {where}", given)
            assert cursor.fetchone()[0]
            cursor.execute(ORDERED.format(where=where), [*given, PAGE])
            assert cursor.fetchall()

    what = "tìm không dấu" if words else "danh sách"
    return f"{what} trong 100.000 cơ sở / cùng câu SQL", 3.0, paired(ours, floor, rounds=9)


def searching(paired: Pairing) -> tuple[str, float, Figures]:
    """The same with words to look for."""
    return listing(paired, WORDS)


def doubles(paired: Pairing) -> tuple[str, float, Figures]:
    """The likely doubles of a row about to be written, judged, beside merely the rows under its keys."""
    prepare()
    by = officer()
    marks, places = places_in_sql(by)
    row = queries.search(by, words="số")[4]
    card = Card(name=row.name, phone=row.phone, representative="Người minh họa 0", commune=str(places[0]))
    keys = keys_of(card)

    def ours() -> None:
        assert queries.doubles_of_card(card, by)

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(KEYS.format(places=marks), [*places, keys.phone_key, keys.name_key, keys.person_key])
            assert cursor.fetchall()

    return "dòng có thể trùng trong 100.000 cơ sở / cùng câu SQL", 10.0, paired(ours, floor, rounds=15)
