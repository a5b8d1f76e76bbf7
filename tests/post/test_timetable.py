"""Every line of the timetable names a job that exists and takes its slot."""

import inspect

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from khuyencong.post.queries.jobs import JOBS


@pytest.mark.parametrize("entry", settings.TIMETABLE, ids=lambda entry: entry.title)
def test_a_line_of_the_timetable_is_a_job_that_takes_its_slot(entry):
    task = import_string(entry.job)
    assert list(inspect.signature(task.func).parameters) == ["slot"]
    assert JOBS[entry.job].title == entry.title
