"""All that the money papers of one project say, asked once: contracts, claims, acceptances, reports, books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from khuyencong.ledger.models import (
    Acceptance,
    AcceptedVolume,
    Claim,
    ClaimPaper,
    Liquidation,
)
from khuyencong.ledger.queries.chains import given_back, pots_by_plan
from khuyencong.ledger.queries.liquidations import owners_among
from khuyencong.ledger.queries.then import (
    DecidedChange,
    Moved,
    decided_changes,
    last_sent,
    last_signed,
    moves_of,
    pots_upon,
)
from khuyencong.ledger.queries.vouchers import voucher_form
from khuyencong.norms.models import Deadline
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, AgencyName
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.models import (
    ChangeRequest,
    Contract,
    DecidedProject,
    GroupPlace,
    GroupPlan,
    Line,
    PlanDecision,
    ProgressReport,
    Project,
)
from khuyencong.projects.queries.projects import asked_column, projects_seen_by
from khuyencong.projects.queries.settling import CODES
from khuyencong.rules.acceptances import Volume
from khuyencong.rules.change_terms import Difference, lines_changed
from khuyencong.rules.clauses import quoted
from khuyencong.rules.ledger import Position, Pots, position_of
from khuyencong.rules.liquidation import Closing, OwnerContract, closing_of

NONE = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFile:
    """A project with all its money papers need, as they stand now; what was dropped is left out."""

    project: Project
    payer: Agency
    decision: PlanDecision | None
    contracts: Sequence[Contract]
    lines: Sequence[Line]
    acceptances: Sequence[Acceptance]
    claims: Sequence[Claim]
    reports: Sequence[ProgressReport]
    liquidations: Sequence[Liquidation]
    group_plans: Sequence[GroupPlan]
    returned: Mapping[int, int]
    pots: Mapping[int, Pots]
    moves: Sequence[Moved]
    sent: Mapping[int, datetime]
    changes: Sequence[DecidedChange]
    signed: Mapping[int, int]
    names: Sequence[AgencyName]
    laws: Sequence[str]
    voucher_form: str
    on: date

    @property
    def settlements(self) -> list[Claim]:
        """Its claims to settle."""
        return [each for each in self.claims if each.kind == Claim.Kind.SETTLEMENT]

    @property
    def payments(self) -> list[Claim]:
        """Its claims of the rest."""
        return [each for each in self.claims if each.kind == Claim.Kind.PAYMENT]

    def name_of(self, agency: int, on: date) -> str:
        """What an agency was called that day, as Agency.name_on says it."""
        held = (
            each.name
            for each in self.names
            if each.agency_id == agency and each.since <= on and (each.until is None or on < each.until)
        )
        return next(held, "…………")

    def contract(self, key: int) -> Contract:
        """One of its contracts or annexes; KeyError."""
        return {each.pk: each for each in self.contracts}[key]

    def in_force(self, contract: Contract, before: Contract | None = None) -> Contract:
        """The paper of its chain that was signed last, before that one where one is given; else itself."""
        chain = [each for each in self.contracts if contract.first.pk in (each.pk, each.amends_id)]
        signed = [each for each in chain if each.state == Contract.State.SIGNED and each != before]
        older = [each for each in signed if before is None or each.pk < before.pk]
        return max(older, key=lambda each: each.pk, default=contract.first)

    def followed(self, annex: Contract) -> list[tuple[ChangeRequest, list[Difference]]]:
        """The decisions that an annex with the unit follows, with what they change in the lines of its year.

        Those between the paper it amends and itself, as the trail has them.
        """
        if annex.kind != Contract.Kind.UNIT:
            return []
        since = self.signed.get(self.in_force(annex, before=annex).pk, 0)
        until = self.signed.get(annex.pk)
        told = [
            (each.request, lines_changed(each.request.old, each.request.new, annex.year))
            for each in self.changes
            if since < each.event and (until is None or each.event < until)
        ]
        return [(request, rows) for request, rows in told if rows]

    def lines_of(self, year: int) -> list[Line]:
        """The lines of the estimate of that year."""
        return [each for each in self.lines if each.year == year]

    def position(self, year: int) -> Position:
        """What the books of that plan year's money say together, in whichever year it stands now."""
        return position_of(self.pots.get(year, {}))

    def asked_upon(self, claim: Claim) -> tuple[Position, date]:
        """What the books said when a claim was sent, as known then, and the day; of a draft what they say now.

        A request printed after it was paid tells of the money it asked for, not of its own payment.
        """
        on = claim.submitted_on
        pots = pots_upon(self.moves, claim, self.sent.get(claim.pk))
        return position_of(pots), on or self.on

    def closing(self, row: Liquidation) -> Closing:
        """What a liquidation says: as recorded, or as the books stand now."""
        support = self.in_force(row.contract).support
        if row.accepted is not None:
            kept = {name: getattr(row, name) for name in ("accepted", "paid", "returned", "owed", "unreturned")}
            return Closing(support=support, **kept)
        year = row.contract.year
        return closing_of(self.pots.get(year, {}), support=support, returned=self.returned.get(year, 0))

    def owners(self, row: Liquidation) -> list[OwnerContract]:
        """What its minutes say of the unit's contracts with establishments."""
        recorded = row.accepted is not None
        return owners_among(self.contracts, row.contract.year, row.owners.all(), recorded=recorded)

    def volumes(self, contract: Contract, of: Acceptance | None = None) -> list[Volume]:
        """Each line with what was accepted before `of` and in it; in all recorded ones where none is given."""
        column = asked_column(self.project.purse)
        now = {each.line_id: each.quantity for each in of.volumes.all()} if of else {}
        before = self.accepted(contract, of)
        return [
            Volume(
                name=each.name,
                unit=each.unit,
                planned=each.quantity,
                asked=getattr(each, column),
                before=before.get(each.pk, NONE),
                now=now.get(each.pk, NONE),
            )
            for each in self.lines_of(contract.year)
        ]

    def accepted(self, contract: Contract, until: Acceptance | None = None) -> dict[int, Decimal]:
        """Recorded quantities by line, of those before `until` where one is given."""
        found: dict[int, Decimal] = {}
        for each in self.acceptances:
            own = each.contract_id == contract.first.pk and each.state == Acceptance.State.RECORDED
            if own and (until is None or each.pk < until.pk):
                for volume in each.volumes.all():
                    found[volume.line_id] = found.get(volume.line_id, NONE) + volume.quantity
        return found


def money_file(actor: Actor, key: int, on: date) -> MoneyFile:
    """The file of a project she sees; Project.DoesNotExist. A fixed number of SELECTs."""
    project = projects_seen_by(actor).get(pk=key)
    return file_of(project, on)


def file_of(project: Project, on: date) -> MoneyFile:
    """The same of a project at hand."""
    contracts = list(
        project.contracts.exclude(state=Contract.State.DROPPED)
        .select_related("amends", "agency", "beneficiary__establishment", "beneficiary__site__commune")
        .order_by("pk")
    )
    decided = DecidedProject.objects.filter(project=project, standing=True).select_related("decision").first()
    national = project.purse == Project.Purse.NATIONAL
    payer = ministry_department() if national else project.department
    accepted = list(acceptances_with_volumes(project))
    agencies = {each.agency_id for each in contracts} | {each.agency_id for each in accepted}
    agencies |= {project.agency_id, project.department_id, payer.pk}
    books = project.books.filter(purse=project.purse)
    return MoneyFile(
        project=project,
        payer=payer,
        decision=decided.decision if decided is not None else None,
        contracts=contracts,
        lines=list(project.lines.select_related("item").order_by("position", "pk")),
        acceptances=accepted,
        claims=list(claims_with_papers(project)),
        reports=list(
            project.progress.exclude(state=ProgressReport.State.DROPPED).filter(sent_on__isnull=False)
        ),
        pots=pots_by_plan(books),
        liquidations=list(
            Liquidation.objects.filter(project=project)
            .standing()
            .defer("content")
            .select_related("contract")
            .prefetch_related("owners")
            .order_by("pk")
        ),
        group_plans=list(plans_with_places(project)),
        returned=given_back(books),
        moves=moves_of(project),
        sent=last_sent(project),
        changes=decided_changes(project),
        signed=last_signed(contracts),
        names=list(AgencyName.objects.filter(agency__in=agencies)),
        laws=closing_laws(project, on),
        voucher_form=voucher_form(project, on),
        on=on,
    )


def acceptances_with_volumes(project: Project) -> QuerySet[Acceptance]:
    """Its acceptances without the minutes themselves, each with its volumes."""
    volumes = AcceptedVolume.objects.select_related("line")
    rows = project.acceptances.exclude(state=Acceptance.State.DROPPED).defer("content").order_by("pk")
    return rows.select_related("contract").prefetch_related(Prefetch("volumes", queryset=volumes))


def claims_with_papers(project: Project) -> QuerySet[Claim]:
    """Its claims, each with its papers but not their files."""
    papers = ClaimPaper.objects.defer("content")
    rows = project.claims.exclude(state=Claim.State.DROPPED).order_by("pk")
    return rows.select_related("contract", "ground").prefetch_related(
        Prefetch("papers", queryset=papers), "vouchers"
    )


def plans_with_places(project: Project) -> QuerySet[GroupPlan]:
    """The plans of a group project, each with its places; two SELECTs."""
    places = GroupPlace.objects.select_related("establishment", "site", "commune").order_by("position")
    rows = project.group_plans.exclude(state=GroupPlan.State.DROPPED).order_by("pk")
    return rows.prefetch_related(Prefetch("places", queryset=places))


def closing_laws(project: Project, on: date) -> list[str]:
    """By when the law of that day asks a contract to be closed and settled, a sentence a row."""
    rows = rows_on(Deadline, on, purse=project.purse, province=project.province_id).filter(code__in=CODES)
    return [law_said(each) for each in rows]


def law_said(row: Deadline) -> str:
    """A deadline in one sentence with its clause."""
    if row.after_days is not None:
        when = f"trong {row.after_days} ngày"
    else:
        when = f"chậm nhất ngày {row.day:02d}/{row.month:02d} năm sau" if row.day and row.month else ""
    said = f"{row.name}: {when}" if when else row.name
    return quoted(f"{said} ({row.law or row.source})", verified=row.verified)
