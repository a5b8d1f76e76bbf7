"""Accounts of owners that registered themselves, and rows of the register that may be theirs."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from khuyencong.industry.models import Establishment
from khuyencong.industry.models.establishments import places_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Registration
from khuyencong.organisations.permissions import is_ministry
from khuyencong.places.models import Lineage
from khuyencong.rules.duplicates import name_words, tax_digits
from khuyencong.rules.text import compact

MOST = 200


def registrations_to_link(actor: Actor) -> QuerySet[Registration]:
    """Confirmed registrations of the places in which she writes that belong to no row yet."""
    free = Registration.objects.filter(user__isnull=False, register_row__isnull=True).select_related("unit")
    if is_ministry(actor):
        return free
    mine = places_of(actor)
    before = Lineage.objects.filter(descendant__in=mine).values_list("ancestor", flat=True)
    inside = {*mine, *before}
    above = ("unit__in", "unit__parent__in", "unit__parent__parent__in")
    return free.filter(reduce(or_, (Q(**{name: inside}) for name in above)))


def registrations_like(establishment: Establishment) -> list[Registration]:
    """Confirmed registrations of the places of its sites, or with its tax code, that belong to no row yet.

    Two SELECTs; only those whose name or tax code speaks for it.
    """
    sites = establishment.sites.values_list("commune", "province")
    places = {key for pair in sites for key in pair if key is not None}
    free = Registration.objects.filter(user__isnull=False, register_row__isnull=True)
    near = free.filter(Q(unit__in=places) | Q(unit__parent__in=places)).select_related("unit").order_by("-pk")
    return [each for each in near[:MOST] if speaks_for(each, establishment)]


def speaks_for(registration: Registration, establishment: Establishment) -> bool:
    """The same tax code, or the same name without marks and legal form."""
    digits = tax_digits(registration.tax_code)
    if digits and digits == establishment.tax_key:
        return True
    return compact(" ".join(name_words(registration.establishment))) == compact(
        " ".join(name_words(establishment.name))
    )
