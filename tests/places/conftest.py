"""Places loaded once per module and rolled back after it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from khuyencong.places.actions import load


@pytest.fixture(scope="module")
def provinces(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Provinces of every date with their regions."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(provinces_only=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everywhere(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Every unit of every level and date."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)
