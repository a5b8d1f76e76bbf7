"""The suite really ran on the database it says."""

import os

import pytest

pytestmark = pytest.mark.django_db


def test_the_suite_runs_on_the_database_that_was_asked_for(db_vendor):
    assert db_vendor == os.environ.get("KHUYENCONG_EXPECTED_DATABASE", db_vendor)
