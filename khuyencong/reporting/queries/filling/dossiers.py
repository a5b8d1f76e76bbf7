"""What dossiers and ledger say of a return's agency and period, as known at an instant; a SELECT a question."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Min, Q, Sum

from khuyencong.industry.models import Cluster, ProductEntry
from khuyencong.industry.queries.clusters import Facts, facts_of
from khuyencong.ledger.models import Acceptance, Transfer
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import inherited, with_forebears
from khuyencong.projects.models import Beneficiary, ChangeRequest, Contract, Line, Project
from khuyencong.projects.models.states import DONE, ENDED
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.rules.changes import Change
from khuyencong.rules.ledger import Stage

OTHER = "K24"
"""The line for what belongs to no other: projects whose items name a content and no line of the form."""
WHOLE = ("department", "ministry")
"""Kinds of agency that report on everything in their place; the others on what they carry out themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A project of the return: its purse, and the line of the form that all of it is reported in."""

    key: int
    title: str
    purse: str
    line: str
    accepted_on: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One move of money in a book of such a project."""

    project: int
    purse: str
    year: int
    out_of: Stage
    into: Stage
    amount: int
    on: date
    document: str


class Dossiers:
    """Everything a return may count, each read when it is first asked for.

    `but` are agencies whose own projects are left out: a department's less those that its units returned.
    """

    def __init__(self, report: PeriodicReturn, known: datetime, *, but: Collection[int] = ()) -> None:
        self.report, self.known, self.but = report, known, but
        self.starts, self.ends = report.starts, report.ends

    @cached_property
    def agencies(self) -> frozenset[int]:
        """The agency and all it took over, however many mergers ago."""
        return inherited(self.report.agency)

    @cached_property
    def projects(self) -> Mapping[int, Held]:
        """A department's are those of its province, a centre's those it carries out itself."""
        whole = self.report.agency.kind in WHOLE
        mine = Q(department__in=self.agencies) if whole else Q(agency__in=self.agencies)
        rows = Project.objects.filter(mine, submitted_at__isnull=False).order_by("pk")
        if self.but:
            rows = rows.exclude(agency__in=with_forebears(self.but))
        named = rows.values_list("pk", "title", "purse", "accepted_on", "state")
        return {
            key: Held(
                key=key,
                title=title,
                purse=purse,
                line=self.lines.get(key, OTHER),
                accepted_on=accepted_on,
                state=state,
            )
            for key, title, purse, accepted_on, state in named
        }

    @cached_property
    def lines(self) -> Mapping[int, str]:
        """Each project's line of the form: that of the item most is asked for; a convention of our own.

        What manages a project goes along with it; in doubt the first of the form.
        """
        whole = self.report.agency.kind in WHOLE
        place = "project__department__in" if whole else "project__agency__in"
        rows = Line.objects.filter(**{place: self.agencies}, item__isnull=False).order_by()
        asked = rows.values_list("project", "item__activity__code", "item__activity__parent").annotate(
            total=Sum("national") + Sum("local"), place=Min("item__activity__position")
        )
        best: dict[int, tuple[int, int, str]] = {}
        for project, code, parent, total, place_on_form in asked:
            line = code if parent is not None or code == OTHER else OTHER
            candidate = (-int(total), place_on_form, line)
            best[project] = min(best.get(project, candidate), candidate)
        return {project: line for project, (_, _, line) in best.items()}

    @cached_property
    def moves(self) -> Sequence[Moved]:
        """Every move of the year up to the period's end: by its day, and in the year's own books."""
        this_year = Q(posting__effective_on__gte=date(self.report.year, 1, 1)) | Q(book__year=self.report.year)
        rows = Transfer.objects.filter(
            this_year,
            book__project__in=list(self.projects),
            posting__effective_on__lte=self.ends,
            posting__recorded_at__lte=self.known,
        ).order_by("posting__effective_on", "pk")
        told = rows.values_list(
            *("book__project", "book__purse", "book__year", "out_of", "into", "amount"),
            *("posting__effective_on", "posting__document"),
        )
        return [
            Moved(
                project=project,
                purse=purse,
                year=year,
                out_of=Stage(out_of),
                into=Stage(into),
                amount=int(amount),
                on=on,
                document=document,
            )
            for project, purse, year, out_of, into, amount, on, document in told
        ]

    @cached_property
    def acceptances(self) -> Sequence[Acceptance]:
        """Recorded ones up to the period's end whose posting was not taken back."""
        undone = Q(posting__reversed_by__isnull=False, posting__reversed_by__recorded_at__lte=self.known)
        rows = Acceptance.objects.filter(
            project__in=list(self.projects),
            state=Acceptance.State.RECORDED,
            held_on__lte=self.ends,
            posting__recorded_at__lte=self.known,
        )
        return list(rows.exclude(undone).defer("content", "council", "conclusion").order_by("held_on", "pk"))

    @cached_property
    def done(self) -> Mapping[int, date]:
        """Projects accepted to the end, and the day."""
        final = {each.project_id for each in self.acceptances if each.final}
        return {
            key: each.accepted_on
            for key, each in self.projects.items()
            if key in final and each.accepted_on is not None and each.state in DONE
        }

    @cached_property
    def contracted(self) -> Mapping[int, date]:
        """Projects with a signed contract of their unit, and the first day of one."""
        rows = Contract.objects.filter(
            project__in=list(self.projects),
            kind=Contract.Kind.UNIT,
            state=Contract.State.SIGNED,
            signed_on__lte=self.ends,
        )
        return dict(rows.order_by().values_list("project").annotate(since=Min("signed_on")))

    @cached_property
    def stopped(self) -> Mapping[int, date]:
        """Projects that were stopped by a decision, and its day."""
        ended = [key for key, each in self.projects.items() if each.state in ENDED]
        rows = ChangeRequest.objects.filter(
            project__in=ended, state=ChangeRequest.State.DECIDED, signed_on__isnull=False
        )
        stops = {Change.STOP.value, Change.VIOLATION.value}
        named = rows.order_by("signed_on").values_list("project", "signed_on", "changes")
        return {project: on for project, on, changes in named if on is not None and stops & set(changes)}

    @cached_property
    def beneficiaries(self) -> Mapping[int, int]:
        """How many establishments benefit from each project."""
        found: dict[int, int] = defaultdict(int)
        rows = Beneficiary.objects.filter(project__in=list(self.done))
        for project in rows.values_list("project", flat=True):
            found[project] += 1
        return found

    @cached_property
    def clusters(self) -> Sequence[Cluster]:
        """Those of the register in the places of the agency at the period's end."""
        places = Agency.objects.filter(pk__in=self.agencies).values("unit")
        rows = Cluster.objects.filter(province__in=places).exclude(until__lte=self.ends)
        return list(rows.exclude(since__gt=self.ends).order_by("name_key", "pk"))

    @cached_property
    def cluster_facts(self) -> Mapping[int, Facts]:
        """What the rows of each say at the period's end, as known at the instant."""
        return facts_of([each.pk for each in self.clusters], self.ends, self.known)

    @cached_property
    def products(self) -> Sequence[ProductEntry]:
        """Products sent or certified in the period: of its own rounds, or from its place above."""
        places = Q(agency__in=self.agencies) | Q(agency__parent__in=self.agencies)
        above = Q(round__level__in=("region", "nation")) & places
        own = Q(round__level="province", round__agency__in=self.agencies)
        days = (self.starts, self.ends)
        within = Q(sent_on__range=days) | Q(certificate__granted_on__range=days)
        rows = ProductEntry.objects.filter(own | above, within, created_at__lte=self.known)
        rows = rows.exclude(state__in=("draft", "returned", "dropped"))
        return list(rows.select_related("round__region", "certificate").order_by("pk"))

    @cached_property
    def below(self) -> Sequence[ReturnCell]:
        """The cells of the approved returns that go into this one, as they stood at the instant."""
        children = PeriodicReturn.objects.filter(
            form=self.report.form,
            every=self.report.every,
            year=self.report.year,
            number=self.report.number,
            to=self.report.agency_id,
            state=PeriodicReturn.State.APPROVED,
        )
        rows = ReturnCell.objects.known_on(self.known).filter(periodic_return__in=children, value__isnull=False)
        return list(rows.select_related("periodic_return__agency").order_by("periodic_return", "pk"))
