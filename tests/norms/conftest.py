"""The law as we ship it."""

import pytest

from khuyencong.norms.actions import load_law
from khuyencong.organisations.queries import operator


@pytest.fixture
def law(db, now):
    """Every file of norms/data."""
    return load_law(by=operator(), at=now)
