"""Every model with an owner, by what a neighbour sees of it: nothing."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.reporting.models import Figure, Source
from tests.reporting.conftest import enter, entry

pytestmark = pytest.mark.django_db
__all__ = ["enter"]


def scoped_models() -> Iterator[type[models.Model]]:
    """Every model whose rows have an owner."""
    for model in apps.get_models():
        manager = model._default_manager
        if issubclass(getattr(manager, "_queryset_class", models.QuerySet), ScopedQuerySet):
            yield model


def test_the_models_with_an_owner_are_the_ones_tried_below():
    assert list(scoped_models()) == [Source, Figure]


def test_a_neighbour_and_a_stranger_see_nothing_unpublished_in_any_scoped_model(
    enter, dong_thap_officer, tay_ninh_officer, ministry_officer
):
    enter(entry("Đồng Tháp", 5), public=False)
    for model in scoped_models():
        seen = [
            len(model._default_manager.visible_to(actor))
            for actor in (dong_thap_officer, ministry_officer, tay_ninh_officer, PUBLIC)
        ]
        assert seen == [1, 1, 0, 0], model


def test_what_is_published_everybody_sees(enter, tay_ninh_officer):
    enter(entry("Đồng Tháp", 5), public=True)
    for model in scoped_models():
        assert [len(model._default_manager.visible_to(actor)) for actor in (tay_ninh_officer, PUBLIC)] == [
            1,
            1,
        ], model
