"""Every model with an owner, by what a neighbour sees of it: nothing."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from khuyencong.handover.models import Handover
from khuyencong.industry.models import (
    Certificate,
    Establishment,
    Machine,
    Merge,
    Product,
    Site,
    Support,
    YearFigures,
)
from khuyencong.norms.models import NormChange
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.projects.models import Beneficiary, Line, Paper, Passage, Project, ProjectItem, Verdict
from khuyencong.reporting.lifecycle import correct
from khuyencong.reporting.models import Correction, Figure, ReportRequest, Source
from khuyencong.rules.money import Unit
from khuyencong.workflow.lifecycle import Act
from tests.handover.conftest import give
from tests.norms.conftest import propose_norm
from tests.reporting.conftest import enter, entry

pytestmark = pytest.mark.django_db
__all__ = ["enter", "give"]


def scoped_models() -> Iterator[type[models.Model]]:
    """Every model whose rows have an owner."""
    for model in apps.get_models():
        manager = model._default_manager
        if issubclass(getattr(manager, "_queryset_class", models.QuerySet), ScopedQuerySet):
            yield model


def test_the_models_with_an_owner_are_the_ones_tried_below():
    assert list(scoped_models()) == [
        NormChange,
        *(Establishment, Site, Merge, Product, Machine, YearFigures, Certificate, Support),
        *(Project, Beneficiary, ProjectItem, Line, Verdict, Paper, Passage),
        Handover,
        Source,
        Figure,
        Correction,
        ReportRequest,
    ]


@pytest.fixture
def one_of_each(enter, give, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now):
    """One row of every scoped model, all of them Đồng Tháp's but the ministry's request."""
    [figure] = enter(entry("Đồng Tháp", 5), public=False)
    act = Act(by=dong_thap_officer, at=now)
    correct(figure=figure, printed="6", unit=Unit.DONG, reason="Kho bạc", act=act)
    give(dong_thap_officer, dong_thap_colleague)
    propose_norm(dong_thap_officer, now)


def seen(model, *actors):
    """How many rows each of them sees."""
    return [model._default_manager.visible_to(actor).count() for actor in actors]


def test_a_neighbour_and_a_stranger_see_nothing_unpublished_in_any_scoped_model(
    one_of_each, dong_thap_officer, dong_thap_leader, ministry_officer, tay_ninh_officer, administrator
):
    own, others = (
        (dong_thap_officer, dong_thap_leader, ministry_officer),
        (tay_ninh_officer, administrator, PUBLIC),
    )
    for model in (NormChange, Handover, Source, Figure, Correction):
        assert (seen(model, *own), seen(model, *others)) == ([1, 1, 1], [0, 0, 0]), model


def test_what_the_ministry_prepares_no_province_sees(
    ministry_officer, ministry_leader, inspector, dong_thap_leader, administrator, now
):
    ReportRequest.objects.create(
        region_id=1,
        year=2018,
        cut="2018-07-31",
        borders="then",
        known_at=now,
        agency=ministry_officer.agency,
        desk=ministry_officer.desk,
        prepared_by=ministry_officer.account,
        prepared_at=now,
    )
    assert seen(ReportRequest, ministry_officer, ministry_leader, inspector) == [1, 1, 1]
    assert seen(ReportRequest, dong_thap_leader, administrator, PUBLIC) == [0, 0, 0]


def test_what_is_published_everybody_sees(enter, tay_ninh_officer):
    enter(entry("Đồng Tháp", 5), public=True)
    for model in (Source, Figure):
        assert seen(model, tay_ninh_officer, PUBLIC) == [1, 1], model
