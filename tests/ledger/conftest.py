"""An approved project with money, without the road to it; and random histories of money."""

import pytest

from khuyencong.ledger.actions import Said, open_book, post
from khuyencong.ledger.models import Book
from khuyencong.projects.lifecycle import start
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import law
from tests.projects.conftest import basics, draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["draft", "law", "selected", "workshop"]


@pytest.fixture
def book(law, dong_thap_officer, now):
    """Makes books, each of a project of its own."""

    def make(title="Máy sấy", year=2027, by=dong_thap_officer) -> Book:
        project = start(basics(title=title), act=Act(by=by, at=now))
        return open_book(project, purse=project.purse, year=year)

    return make


@pytest.fixture
def move(dong_thap_officer, now):
    """Posts one move; the key is its own unless it is given."""
    count = iter(range(10**6))

    def make(book, out_of, into, amount, *, kind=None, key=None, ceiling=None, on=None, at=now):
        kinds = {
            (Stage.SOURCE, Stage.ALLOCATED): Kind.ALLOCATE,
            (Stage.ALLOCATED, Stage.COMMITTED): Kind.COMMIT,
            (Stage.COMMITTED, Stage.ADVANCED): Kind.ADVANCE,
            (Stage.COMMITTED, Stage.ACCEPTED): Kind.ACCEPT,
            (Stage.ADVANCED, Stage.PAID): Kind.ACCEPT,
            (Stage.ACCEPTED, Stage.PAID): Kind.PAY,
            (Stage.PAID, Stage.SETTLED): Kind.SETTLE,
            (Stage.ADVANCED, Stage.COMMITTED): Kind.GIVE_BACK,
            (Stage.COMMITTED, Stage.ALLOCATED): Kind.RELEASE,
            (Stage.ALLOCATED, Stage.SOURCE): Kind.WITHDRAW,
        }
        kind = kind or kinds[out_of, into]
        said = Said(
            kind=kind,
            key=key or f"test-{next(count)}",
            effective_on=on or now.date(),
            document="Chứng từ thử",
            ceiling=ceiling if ceiling is not None or kind is not Kind.ADVANCE else 10**15,
        )
        step = Move(book=book.pk, out_of=out_of, into=into, amount=amount)
        return post(said, [step], by=dong_thap_officer, at=at)

    return make
