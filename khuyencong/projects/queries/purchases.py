"""What was bought on a project, on which line, and what a new row is held to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Line, Project, Purchase, PurchaseSerial
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.purchases import Shelf


def purchases_of(actor: Actor, project: Project) -> QuerySet[Purchase]:
    """Those of a project with all a page shows, without the invoices themselves; two SELECTs."""
    rows = Purchase.objects.visible_to(actor).filter(project=project).defer("content")
    related = ("line", "beneficiary__establishment", "author", "struck_by")
    return rows.select_related(*related).prefetch_related("serials").order_by("struck_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtInAll:
    """What the standing rows of a project come to: how many, and in đồng."""

    count: int
    amount: int
    support: int

    @property
    def counterpart(self) -> int:
        """What others than the purse paid."""
        return self.amount - self.support


def bought_in_all(project: Project) -> BoughtInAll:
    """The same; one SELECT."""
    rows = Purchase.objects.filter(project=project, struck_at__isnull=True)
    told = rows.aggregate(amount=Sum("amount", default=0), support=Sum("support", default=0))
    return BoughtInAll(count=rows.count(), amount=int(told["amount"]), support=int(told["support"]))


def shelf_of(line: Line, today: date) -> Shelf:
    """What a new row on that line is held to; three SELECTs."""
    standing = Purchase.objects.filter(line=line, struck_at__isnull=True)
    told = standing.aggregate(amount=Sum("amount", default=0), support=Sum("support", default=0))
    signed = Contract.objects.filter(project=line.project_id, state=Contract.State.SIGNED)
    first = signed.filter(kind=Contract.Kind.UNIT, amends__isnull=True).order_by("signed_on").first()
    known = PurchaseSerial.objects.filter(purchase__project=line.project_id, purchase__struck_at__isnull=True)
    return Shelf(
        today=today,
        decided_on=first.signed_on if first is not None else None,
        total=line.rule.total,
        support=getattr(line, asked_column(line.project.purse)),
        bought=int(told["amount"]),
        supported=int(told["support"]),
        known=frozenset(known.values_list("key", flat=True)),
    )


def sharing(projects: Collection[int]) -> set[int]:
    """Other projects in which a serial or an invoice of these stands too, anywhere; three SELECTs."""
    mine = Purchase.objects.filter(project__in=projects, struck_at__isnull=True)
    serials = PurchaseSerial.objects.filter(purchase__in=mine).values_list("key", flat=True)
    invoices = list(mine.values_list("invoice_key", flat=True))
    others = Purchase.objects.filter(struck_at__isnull=True).exclude(project__in=projects)
    same = others.filter(Q(serials__key__in=list(serials)) | Q(invoice_key__in=invoices))
    return set(same.values_list("project", flat=True))
