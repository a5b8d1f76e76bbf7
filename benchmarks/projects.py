"""Ten thousand projects: the list and the search without diacritics, against the same query as raw SQL."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, transaction

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import operator
from khuyencong.places.models import Unit
from khuyencong.projects import queries
from khuyencong.projects.models import Line, Project
from khuyencong.rules.text import fold
from khuyencong.web.projects.views.lists import A_PAGE

Figures = tuple[float, float, float]
Pairing = Callable[..., Figures]
PROJECTS, LINES = 10_000, 4
WORDS = "máy sấy số 77"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
RAW = """
SELECT p.*, u.*, a.*, t.*, s.*, w.*, d.*, r.*, o.* FROM projects_project p
JOIN places_unit u ON u.id = p.province_id
JOIN organisations_agency a ON a.id = p.agency_id
JOIN organisations_agency t ON t.id = p.department_id
LEFT JOIN norms_sector s ON s.id = p.sector_id
JOIN organisations_user w ON w.id = p.author_id
JOIN organisations_desk d ON d.id = p.desk_id
LEFT JOIN norms_priorityarea r ON r.id = p.area_id
LEFT JOIN norms_prioritytrade o ON o.id = p.trade_id
WHERE p.searched LIKE %s AND p.searched LIKE %s AND p.searched LIKE %s AND p.searched LIKE %s
ORDER BY p.id DESC LIMIT 30
"""
MONEY = """
SELECT l.project_id, SUM(l.national), SUM(l.local), SUM(l.counterpart), SUM(l.other)
FROM projects_line l WHERE l.project_id IN ({}) GROUP BY l.project_id
"""


def prepare() -> None:
    """Made projects of every department, submitted, four lines each."""
    if Project.objects.count() >= PROJECTS:
        return
    by = operator()
    departments = list(Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, until__isnull=True))
    desk = Desk.objects.get(code=by.desk_code)
    unit = Unit.objects.filter(level="province", until__isnull=True).first()
    assert unit is not None
    titles = [f"Hỗ trợ máy sấy số {number}" for number in range(PROJECTS)]
    with transaction.atomic():
        made = Project.objects.bulk_create(
            Project(
                title=title,
                searched=fold(title),
                purse="KCQG",
                year=2027,
                last_year=2027,
                province=unit,
                agency=departments[number % len(departments)],
                department=departments[number % len(departments)],
                desk=desk,
                author=by.account,
                created_at=BEGAN,
                submitted_at=BEGAN,
                state=Project.State.SUBMITTED,
                made_up=True,
            )
            for number, title in enumerate(titles)
        )
        Line.objects.bulk_create(
            (
                Line(
                    project=each,
                    position=position,
                    name="Máy",
                    quantity=1,
                    unit_price=100,
                    year=2027,
                    national=50,
                    counterpart=50,
                )
                for each in made
                for position in range(1, LINES + 1)
            ),
            batch_size=2000,
        )


def raw() -> list[tuple[object, ...]]:
    """The floor: the same rows and their sums, as plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(RAW, [f"%{word}%" for word in fold(WORDS).split()])
        rows = cursor.fetchall()
        cursor.execute(MONEY.format(", ".join(["%s"] * len(rows))), [row[0] for row in rows])
        return list(cursor.fetchall())


def listed(by: Actor) -> dict[int, queries.Money]:
    """Ours: scope, search and sums of one page."""
    return queries.money_of(queries.search(by, words=WORDS)[:A_PAGE])


def searching(paired: Pairing) -> tuple[str, float, Figures]:
    """Searching ten thousand projects."""
    prepare()
    by = operator()
    assert {row[0] for row in raw()} == set(listed(by))
    return "10.000 đề án: tìm không dấu và cộng tiền một trang / SQL", 5.0, paired(lambda: listed(by), raw)
