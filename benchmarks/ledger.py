"""A million transfers in the books of ten thousand projects: positions and the summary against raw SQL."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction

from benchmarks import projects
from khuyencong.ledger import queries
from khuyencong.ledger.models import Book, Transfer
from khuyencong.ledger.queries import Question
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import operator
from khuyencong.places.models import Unit
from khuyencong.projects.models import Project
from khuyencong.rules.ledger import Stage

Figures = tuple[float, float, float]
Pairing = Callable[..., Figures]
YEARS = range(2018, 2028)
MOVES = (
    ("allocate", Stage.SOURCE, Stage.ALLOCATED, 100),
    ("commit", Stage.ALLOCATED, Stage.COMMITTED, 90),
    ("advance", Stage.COMMITTED, Stage.ADVANCED, 60),
    ("accept", Stage.ADVANCED, Stage.PAID, 50),
    ("accept", Stage.COMMITTED, Stage.ACCEPTED, 20),
    ("pay", Stage.ACCEPTED, Stage.PAID, 20),
    ("settle", Stage.PAID, Stage.SETTLED, 60),
    ("give_back", Stage.ADVANCED, Stage.COMMITTED, 10),
    ("release", Stage.COMMITTED, Stage.ALLOCATED, 20),
    ("withdraw", Stage.ALLOCATED, Stage.SOURCE, 30),
)
"""What happens in every book, in thousands of đồng."""
AT = datetime(2026, 1, 1, tzinfo=UTC)
POSTING = """
INSERT INTO ledger_posting (
    id, kind, "key", effective_on, recorded_at, document, reason, ceiling, ceiling_law, made_up)
VALUES (%s, %s, %s, %s, %s, 'Thử', '', %s, '', true)
"""
TRANSFER = """
INSERT INTO ledger_transfer (id, posting_id, position, book_id, out_of, "into", amount)
VALUES (%s, %s, 1, %s, %s, %s, %s)
"""
BALANCES = """
INSERT INTO ledger_balance (book_id, stage, amount)
SELECT book_id, stage, SUM(amount) FROM (
    SELECT book_id, "into" AS stage, amount FROM ledger_transfer
    UNION ALL SELECT book_id, out_of, -amount FROM ledger_transfer) moved
WHERE stage <> 'source' GROUP BY book_id, stage
"""
SUMS = """
SELECT b.stage, SUM(b.amount) FROM ledger_balance b
JOIN ledger_book k ON k.id = b.book_id JOIN projects_project p ON p.id = k.project_id
{} GROUP BY b.stage
"""
MOVES_OF_ONE = """
SELECT t.*, g.*, r.*, k.*, u.* FROM ledger_transfer t
JOIN ledger_book k ON k.id = t.book_id JOIN ledger_posting g ON g.id = t.posting_id
LEFT JOIN ledger_posting r ON r.id = g.reverses_id LEFT JOIN organisations_user u ON u.id = g.author_id
WHERE k.project_id = %s ORDER BY t.posting_id, t.position
"""


@contextmanager
def without_triggers() -> Iterator[None]:
    """The triggers of the ledger put aside: they are tried elsewhere, and a million rows are wanted soon."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'"
        )
        kept = cursor.fetchall()
        for name, _ in kept:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in kept:
            cursor.execute(statement)


def prepare() -> None:
    """Ten books a project, ten transfers a book; projects spread over the provinces of today."""
    if Transfer.objects.exists():
        return
    projects.prepare()
    units = list(Unit.objects.filter(level="province", until__isnull=True).order_by("pk"))
    keys = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic(), without_triggers():
        for place, unit in enumerate(units):
            Project.objects.filter(pk__in=keys[place :: len(units)]).update(province=unit)
        Book.objects.bulk_create(
            (Book(project_id=key, purse="KCQG", year=year, plan_year=year) for key in keys for year in YEARS),
            batch_size=5000,
        )
        write(list(Book.objects.order_by("pk").values_list("pk", "year")))
    assert queries.summary() == queries.rebuilt_summary()


def write(books: list[tuple[int, int]]) -> None:
    """Every move of every book, and what it adds up to."""
    rows = list(itertools.product(books, enumerate(MOVES)))
    with connection.cursor() as cursor:
        cursor.executemany(
            POSTING,
            [
                (number, kind, f"bench-{number}", date(year, 3, 1), AT, 10**12 if kind == "advance" else None)
                for number, ((_, year), (_, (kind, *_rest))) in enumerate(rows, start=1)
            ],
        )
        cursor.executemany(
            TRANSFER,
            [
                (number, number, book, out_of.value, into.value, amount * 1000)
                for number, ((book, _), (_, (_kind, out_of, into, amount))) in enumerate(rows, start=1)
            ],
        )
        cursor.execute(BALANCES)


def raw(where: str = "", *bound: int) -> dict[str, int]:
    """The floor: the same sums as plain SQL, with nobody's scope."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(where), bound)
        return dict(cursor.fetchall())


def asked(by: Actor, paired: Pairing, where: str, bound: tuple[int, ...], **narrowed: int) -> Figures:
    """A position and the same sums, which must agree."""
    question = Question(actor=by, **narrowed)
    assert queries.position(question).settled == raw(where, *bound)["settled"]
    return paired(lambda: queries.position(question), lambda: raw(where, *bound), rounds=15)


def national(paired: Pairing) -> tuple[str, float, Figures]:
    """Where the nation stands in every year together."""
    prepare()
    return "1.000.000 dòng bút toán: cả nước / SQL", 1.5, asked(operator(), paired, "", ())


def province(paired: Pairing) -> tuple[str, float, Figures]:
    """Where one province stands."""
    prepare()
    unit = Unit.objects.filter(level="province", until__isnull=True).order_by("pk")[3]
    figures = asked(operator(), paired, "WHERE p.province_id = %s", (unit.pk,), province=unit.pk)
    return "1.000.000 dòng bút toán: một tỉnh / SQL", 1.5, figures


def department(paired: Pairing) -> tuple[str, float, Figures]:
    """Where one department's projects stand, asked by an officer of it: her scope is part of the question."""
    prepare()
    agency = Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, until__isnull=True).order_by("pk")[3]
    by = operator()
    assert by.desk is not None
    desk = Desk(code="do", title="Bàn", role="department_officer", agency=agency, since=by.desk.since)
    figures = asked(replace(by, desk=desk), paired, "WHERE p.department_id = %s", (agency.pk,))
    return "1.000.000 dòng bút toán: một Sở hỏi / SQL", 1.5, figures


def sent_by(ask: Callable[[], object]) -> Callable[[], None]:
    """The statements that a question sends, to be sent again without Django putting them together.

    Putting one together costs half a millisecond however many rows there are, ten times what the rows of one
    project cost: timed with it, the ratio would say nothing of the statement.
    """
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, bound: Any, many: bool, context: Any) -> Any:
        sent.append((sql, bound))
        return execute(sql, bound, many, context)

    with connection.execute_wrapper(note):
        ask()

    def again() -> None:
        with connection.cursor() as cursor:
            for sql, bound in sent:
                cursor.execute(sql, bound)
                cursor.fetchall()

    return again


def project(paired: Pairing) -> tuple[str, float, Figures]:
    """Where one project stands, over all of its years: what the database does for it."""
    prepare()
    key = Project.objects.order_by("pk")[77].pk
    question = Question(actor=operator(), project=key)
    assert queries.position(question).settled == raw("WHERE p.id = %s", key)["settled"]
    ours = sent_by(lambda: queries.position(question))
    figures = paired(ours, lambda: raw("WHERE p.id = %s", key), rounds=199)
    return "1.000.000 dòng bút toán: một đề án, câu lệnh / SQL", 1.5, figures


def page(paired: Pairing) -> tuple[str, float, Figures]:
    """Every posting that a project's page shows with who wrote it: what the database does for it."""
    prepare()
    found = Project.objects.order_by("pk")[77]
    reader = operator()

    def floor() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(MOVES_OF_ONE, [found.pk])
            return cursor.fetchall()

    assert len(queries.written_in(reader, found)) == len(floor())
    figures = paired(sent_by(lambda: queries.written_in(reader, found)), floor, rounds=199)
    return "1.000.000 dòng bút toán: trang một đề án, câu lệnh / SQL", 1.5, figures


def rebuilding(paired: Pairing) -> tuple[str, float, Figures]:
    """Every balance made anew from the transfers, against merely reading them."""
    prepare()
    assert queries.summary() == queries.rebuilt_summary()

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute('SELECT id, book_id, out_of, "into", amount FROM ledger_transfer ORDER BY id')
            while cursor.fetchmany(5000):
                pass

    return (
        "1.000.000 dòng bút toán: dựng lại mọi số dư / chỉ đọc",
        3.0,
        paired(queries.rebuilt_summary, floor, 3),
    )
