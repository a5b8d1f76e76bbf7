"""The value chain of a cluster: who supplies whom, what comes in, what goes out, what is missing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from khuyencong.industry.models import Establishment, Product, SupplyLink
from khuyencong.industry.queries.links import OUTSIDE, Link, links_of
from khuyencong.organisations.actors import Actor
from khuyencong.rules.text import compact

KINDS = dict(SupplyLink.Kind.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A link in words; an end that the reader does not see has no key and no name."""

    supplier: int | None
    supplier_name: str
    partner: int | None
    partner_name: str
    kind: str
    product: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The links of a cluster by where they begin and end; `missing` only comes from outside."""

    inner: list[Step]
    coming: list[Step]
    going: list[Step]
    missing: list[str]

    @property
    def empty(self) -> bool:
        """Whether nobody wrote a link down."""
        return not (self.inner or self.coming or self.going)


def chain_of(inside: Collection[int], on: date, actor: Actor) -> Chain:
    """The links of that day that touch somebody inside; four SELECTs however many there are."""
    links = links_of(inside, on)
    ends = {each.supplier for each in links} | {each.partner for each in links}
    seen = dict(Establishment.objects.visible_to(actor).filter(pk__in=ends).values_list("pk", "name"))

    def steps(rows: Iterable[Link]) -> list[Step]:
        told = [
            Step(
                supplier=each.supplier if each.supplier in seen else None,
                supplier_name=seen.get(each.supplier, OUTSIDE),
                partner=each.partner if each.partner in seen else None,
                partner_name=seen.get(each.partner, OUTSIDE),
                kind=str(KINDS.get(each.kind, each.kind)),
                product=each.product,
            )
            for each in rows
        ]
        return sorted(told, key=lambda step: (step.product, step.supplier_name, step.partner_name))

    inner = [each for each in links if each.supplier in inside and each.partner in inside]
    coming = [each for each in links if each.supplier not in inside]
    going = [each for each in links if each.partner not in inside]
    made = made_by(inside) | {compact(each.product) for each in (*inner, *going)}
    wanted = {compact(each.product): each.product for each in coming}
    return Chain(
        inner=steps(inner),
        coming=steps(coming),
        going=steps(going),
        missing=sorted(words for key, words in wanted.items() if key not in made),
    )


def made_by(inside: Collection[int]) -> set[str]:
    """What those inside make, folded; one SELECT."""
    rows = Product.objects.filter(Q(establishment__in=inside) | Q(establishment__merged_into__in=inside))
    return {compact(name) for name in rows.values_list("name", flat=True)}
