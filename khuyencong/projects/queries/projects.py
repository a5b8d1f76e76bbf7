"""Lists of projects, and open drafts as the what-if page of norms looks at them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from khuyencong.industry.models import Establishment
from khuyencong.norms.models.norms import province_key_of
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.projects.models import Beneficiary, Line, Project, ProjectItem, RegistrationDossier
from khuyencong.rules.norms import Purse
from khuyencong.rules.text import fold
from khuyencong.rules.what_if import Draft

GONE = (RegistrationDossier.State.SENT, RegistrationDossier.State.RECEIVED)
SHOWN = ("province", "agency", "department", "sector", "author", "desk", "area", "trade")


def projects_seen_by(actor: Actor) -> QuerySet[Project]:
    """The projects in her scope with all a row of a list shows."""
    return Project.objects.visible_to(actor).select_related(*SHOWN)


def seen_among(actor: Actor, keys: Collection[str]) -> set[str]:
    """Which of the projects of these keys she sees; one SELECT."""
    found = Project.objects.visible_to(actor).filter(pk__in=keys)
    return {str(key) for key in found.values_list("pk", flat=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What a project asks of both purses and what others pay, in đồng."""

    national: int = 0
    local: int = 0
    counterpart: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.national + self.local + self.counterpart + self.other

    @property
    def rest(self) -> int:
        """What neither purse pays: counterpart and other sources."""
        return self.counterpart + self.other

    def of(self, purse: str) -> int:
        """What is asked of that purse."""
        return self.national if purse == Project.Purse.NATIONAL else self.local


def money_of(projects: Iterable[Project]) -> dict[int, Money]:
    """The same of each by its key; one SELECT, over the lines of these projects only."""
    parts = ("national", "local", "counterpart", "other")
    rows = Line.objects.filter(project__in=[each.pk for each in projects]).order_by()
    summed = rows.values_list("project").annotate(*(Sum(name) for name in parts))
    told = {key: Money(**dict(zip(parts, amounts, strict=True))) for key, *amounts in summed}
    return {each.pk: told.get(each.pk, Money()) for each in projects}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a project costs in the year of its plan, and in all its years."""

    year: Money = Money()
    whole: Money = Money()


def planned_of(projects: Iterable[Project], year: int) -> dict[int, Planned]:
    """The money of each in that year and in all, by its key; one SELECT."""
    parts = ("national", "local", "counterpart", "other")
    rows = Line.objects.filter(project__in=[each.pk for each in projects]).order_by()
    of_year = [Sum(name, filter=Q(year=year), default=0) for name in parts]
    summed = rows.values_list("project").annotate(
        *(Sum(name) for name in parts),
        **{f"year_{name}": one for name, one in zip(parts, of_year, strict=True)},
    )
    told = {
        key: Planned(
            whole=Money(**dict(zip(parts, amounts[:4], strict=True))),
            year=Money(**dict(zip(parts, amounts[4:], strict=True))),
        )
        for key, *amounts in summed
    }
    return {each.pk: told.get(each.pk, Planned()) for each in projects}


def asked_column(purse: str) -> str:
    """The column of an estimate that holds what is asked of a purse."""
    return "national" if purse == Project.Purse.NATIONAL else "local"


def asked_in(project: Project, money: Money) -> int:
    """Of that money, what is asked of the project's purse."""
    return money.of(project.purse)


def asked_of(project: Project) -> int:
    """What it asks of its purse, in đồng; one SELECT."""
    return int(project.lines.aggregate(asked=Sum(asked_column(project.purse), default=0))["asked"])


def asked_in_year(projects: Iterable[Project]) -> dict[int, int]:
    """What each asks of its purse for the year of its plan, in đồng; one SELECT."""
    kept = {each.pk: each for each in projects}
    rows = Line.objects.filter(project__in=kept, year=F("project__year")).order_by()
    summed = rows.values_list("project").annotate(national=Sum("national"), local=Sum("local"))
    return {
        key: asked_in(kept[key], Money(national=int(national), local=int(local)))
        for key, national, local in summed
    }


def search(
    actor: Actor, *, words: str = "", year: int | None = None, purse: str = "", state: str = ""
) -> QuerySet[Project]:
    """The projects she sees that hold every word, written with or without marks; the latest first."""
    rows = projects_seen_by(actor)
    for word in fold(words).split():
        rows = rows.filter(searched__contains=word)
    if year is not None:
        rows = rows.filter(year=year)
    if purse:
        rows = rows.filter(purse=purse)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def of_owner(establishments: Iterable[Establishment]) -> QuerySet[Project]:
    """The projects for establishments of an owner and what was merged with them, no drafts, latest first."""
    owners = {row.kept_key for row in establishments}
    whose = "beneficiaries__establishment"
    found = Project.objects.filter(
        Q(**{f"{whose}__in": owners}) | Q(**{f"{whose}__merged_into__in": owners}),
        beneficiaries__left_on__isnull=True,
    )
    return found.exclude(state=Project.State.DRAFT).select_related(*SHOWN).distinct().order_by("-pk")


def receipts_of_owner(establishments: Collection[Establishment]) -> QuerySet[Project]:
    """Those of them that were sent and benefit nobody else: a receipt names everybody whom it benefits."""
    owners = {row.kept_key for row in establishments}
    hers = Q(establishment__in=owners) | Q(establishment__merged_into__in=owners)
    others = Beneficiary.objects.filter(project=OuterRef("pk")).exclude(hers)
    return of_owner(establishments).filter(~Exists(others), submitted_at__isnull=False)


def open_drafts(item: str, purse: str, on: date) -> list[Draft]:
    """The open drafts that ask for the item, as its norm would judge them on that day; two SELECTs."""
    asked = ProjectItem.objects.filter(item__code=item, project__state__in=("draft", "returned"))
    counts = {each.project_id: (each.project, each.count) for each in asked.select_related("project__province")}
    lines = Line.objects.filter(project__in=counts, item__code=item).order_by("project_id")
    costs: dict[int, tuple[int, int]] = {}
    for line in lines:
        cost, support = costs.get(line.project_id, (0, 0))
        part = line.national if purse == Purse.NATIONAL else line.local
        costs[line.project_id] = (cost + line.rule.total, support + part)
    return [
        Draft(
            key=str(key),
            title=project.title,
            item=item,
            purse=Purse(purse),
            province=province_key_of(project.province) if purse == Purse.LOCAL else "",
            on=on,
            cost=costs[key][0],
            requested=costs[key][1],
            priority=project.priority,
            count=count,
        )
        for key, (project, count) in counts.items()
        if key in costs and project.purse == purse
    ]


def years_of_plans(actor: Actor) -> list[int]:
    """The plan years of the projects she sees, the latest first."""
    rows = Project.objects.visible_to(actor).order_by("-year").values_list("year", flat=True).distinct()
    return list(rows)


def plan_gone(project: Project) -> str:
    """A sentence where the request of its plan was sent without it; "" where it can be registered still."""
    return requests_gone(project.province, project.purse, without=project).get(project.year, "")


def requests_gone(province: Unit, purse: str, *, without: Project | None = None) -> dict[int, str]:
    """What to say of each plan year whose request was sent, those in which the project stands left out."""
    every = RegistrationDossier.objects.filter(province=province, purse=purse)
    # A supplement that is being written takes it still.
    rows = every.filter(state__in=GONE).exclude(year__in=every.exclude(state__in=GONE).values("year"))
    if without is not None:
        rows = rows.exclude(year__in=every.filter(rows__project=without).values("year"))
    return {
        each.year: f"Hồ sơ đăng ký kế hoạch {each.get_purse_display()} năm {each.year} của "
        f"{province.full_name} {'đã gửi đi' if each.state == each.State.SENT else 'đã được tiếp nhận'}."
        for each in rows
    }
