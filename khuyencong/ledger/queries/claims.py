"""What a claim is judged by, the papers it needs, and the claims of a project."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet, Sum

from khuyencong.ledger.models import Acceptance, AdvanceRate, Claim, ClaimGround, Transfer
from khuyencong.ledger.queries.chains import chain_of, pots_of
from khuyencong.ledger.queries.changing import given_up_years, waited_for, year_of
from khuyencong.ledger.queries.rates import decided_tier, rate_on
from khuyencong.norms.models import AdvanceTier, Evidence
from khuyencong.norms.queries.lists import cited, rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, ProgressReport, Project
from khuyencong.projects.models.states import ENDED
from khuyencong.projects.queries.changes import waiting_for_annex
from khuyencong.projects.queries.progress import last_seen
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.acceptances import check_payment, check_settlement, settled_at_most
from khuyencong.rules.advances import (
    Part,
    Standing,
    Tier,
    ceiling_of,
    check_claim,
    check_volume,
    laws_of,
    papers_of,
)
from khuyencong.rules.findings import Finding, Severity, error
from khuyencong.rules.ledger import Stage
from khuyencong.rules.money import dong

GROUNDS = {"late": "don-vi-cham", "force": "bat-kha-khang"}
"""The evidence of a claim that goes another way, by its ground: in place of the usual, or beside it."""
LATER_YEARS = "tam-ung-nam-sau"
"""The code of the tier of a project's second and later years; without items, though it is no cap."""
SETTLING = "ho-so-quyet-toan"
"""The code of the evidence that a settlement hands in; without items, as what every rest needs."""
UNSENT = (Claim.State.DRAFT, Claim.State.RETURNED)
"""While a claim is with its unit the law of the day and the latest rate hold; sending pins both."""
IN_HAND = (Claim.State.SUBMITTED, Claim.State.CONFIRMED, Claim.State.APPROVED)
OPEN_CLAIM = (*UNSENT, *IN_HAND)


def claims_seen_by(actor: Actor) -> QuerySet[Claim]:
    """The claims in her scope with all a page shows."""
    return Claim.objects.visible_to(actor).select_related(
        "project__agency", "project__department", "project__province", "contract", "desk", "agency", "author"
    )


def claims_of(actor: Actor, project: Project) -> QuerySet[Claim]:
    """Those of a project, the latest first, dropped ones left out."""
    rows = claims_seen_by(actor).filter(project=project).exclude(state=Claim.State.DROPPED)
    return rows.order_by("-pk")


def standing_on(contract: Contract, done: int, on: date) -> Standing:
    """What a new claim on this contract is judged by with that much work done, by the law of that day."""
    return standing_by(contract, done, on, rate_on(contract, on))


def standing_of(claim: Claim, on: date) -> Standing:
    """What this advance is judged by: one already sent by the rate it was sent under, whatever came since."""
    rate = rate_on(claim.contract, on) if claim.state in UNSENT else claim.rate
    return standing_by(claim.contract, claim.done, on, rate)


def standing_by(contract: Contract, done: int, on: date, rate: AdvanceRate | None) -> Standing:
    """The same under a rate decided for the contract, or without one."""
    project = contract.project
    law = tiers_on(on, project.purse, project.province_id)
    year = year_of(project, contract.year)
    return Standing(
        support=year.most,
        advanced=advanced_in(contract),
        done=done,
        parts=parts_of(project, contract.year, law.by_item),
        cap=law.cap,
        later=law.later if contract.year > project.year else None,
        decided=decided_tier(rate) if rate is not None else None,
        left=year.left,
        why=year.told,
    )


def not_now(project: Project, kind: str = "", *, anew: bool = False) -> list[Finding]:
    """Why nothing may be paid or accepted now: the project is held, or stopped. `kind` "" is an acceptance.

    What a correction opened is written `anew` in spite of a hold: it was done before, and a stop waits for it.
    Locks the project, so that a hold or stop decided at the same time comes wholly before or after.
    """
    row = Project.objects.select_for_update().get(pk=project.pk)
    if row.state == Project.State.HELD and not anew:
        message = "Đề án đang tạm dừng: chưa nghiệm thu, chưa chi."
        return [course("held", message, "Chờ quyết định cho tiếp tục.")]
    over = row.state == Project.State.STOPPED and kind == Claim.Kind.ADVANCE
    if over or row.state == Project.State.CLOSED:
        message = "Đề án đã ngừng nên không tạm ứng, không nghiệm thu thêm."
        fix = "Chỉ còn chi phần đã nghiệm thu, quyết toán hoặc hoàn trả."
        return [course("stopped", message, fix)]
    return []


def annex_waits(contract: Contract) -> list[Finding]:
    """Why it is not accepted to the end or settled now: a decision on its money waits for the annex.

    Once it was accepted to its end, or the project stopped, no annex can change its money: none is waited for.
    """
    if ends_with(contract):
        return []
    year = contract.first.year
    found = year_of(contract.project, year)
    waiting = waiting_for_annex(contract.project)
    raised = any(each.new.support_in(year) > each.old.support_in(year) for each in waiting)
    if not found.waits(raised=raised):
        return []
    by = replace(found, number=found.number or waited_for(contract.project, year)).by
    message = f"{by}: kinh phí hỗ trợ năm {year} là {dong(found.decided)}, hợp đồng còn ghi {dong(found.said)}."
    fix = "Ký và ghi phụ lục trước khi nghiệm thu lần cuối, quyết toán."
    return [course("annex_waits", message, fix)]


def course(code: str, message: str, fix: str) -> Finding:
    """A finding on where the project is."""
    return Finding(code=code, severity=Severity.ERROR, message=message, fix=fix, place="Đề án")


def ends_with(contract: Contract) -> bool:
    """Whether it needs no last acceptance any more: recorded, stopped, or its rest given up at a closing."""
    project = contract.project
    return is_final(contract) or project.state in ENDED or contract.year in given_up_years(project)


def is_final(contract: Contract) -> bool:
    """Whether it was accepted for the last time."""
    rows = Acceptance.objects.filter(contract=contract.first, final=True, state=Acceptance.State.RECORDED)
    return rows.exists()


def findings_on(claim: Claim, on: date) -> Sequence[Finding]:
    """What stands against the amount of a claim by the law of that day and by what the books hold now."""
    if claim.kind == Claim.Kind.ADVANCE:
        return list(check_claim(claim.amount, standing_of(claim, on)))
    pots, project = pots_of(claim.contract), claim.contract.project
    if claim.kind == Claim.Kind.PAYMENT:
        year = year_of(project, claim.contract.year)
        return list(check_payment(claim.amount, year.payable, year.told))
    law = cited("hoan-tra-tam-ung", on, purse=project.purse, province=project.province_id)
    advanced = left_of_advance(claim.contract) if ground_named(claim) == ClaimGround.Kind.LATE else None
    final = ends_with(claim.contract)
    settles = check_settlement(claim.amount, pots, final=final, law=law, advanced=advanced)
    return [*annex_waits(claim.contract), *settles]


def ground_named(claim: Claim) -> str:
    """Which other way the claim goes, "" for the usual one; one SELECT."""
    return ClaimGround.objects.filter(claim=claim.pk).values_list("kind", flat=True).first() or ""


def volume_on(claim: Claim) -> tuple[ProgressReport | None, list[Finding]]:
    """The last progress report that was seen and how far the claim differs from it, until it is confirmed.

    Only of an advance in the first year: later years count the work of that year, a report all of it.
    """
    if claim.kind != Claim.Kind.ADVANCE or claim.contract.year != claim.project.year:
        return None, []
    last = last_seen(claim.project)
    if claim.state not in (Claim.State.DRAFT, Claim.State.RETURNED, Claim.State.SUBMITTED):
        return last, []
    return last, list(check_volume(claim.done, last.done if last is not None else None))


def limit_on(claim: Claim, on: date) -> tuple[int, str]:
    """The most that may be asked in đồng, and the clauses that say so."""
    if claim.kind == Claim.Kind.ADVANCE:
        standing = standing_of(claim, on)
        return ceiling_of(standing), laws_of(standing)
    stage = Stage.ACCEPTED if claim.kind == Claim.Kind.PAYMENT else Stage.PAID
    ground, pots = ground_named(claim), pots_of(claim.contract)
    law = "; ".join(dict.fromkeys(each.told for each in evidence_on(claim.contract, claim.kind, on, ground)))
    if claim.kind == Claim.Kind.SETTLEMENT and ground == ClaimGround.Kind.LATE:
        return settled_at_most(pots, left_of_advance(claim.contract)), law
    return pots.get(stage, 0), law


def papers_needed(
    contract: Contract, kind: str, done: int, on: date, ground: str = ""
) -> list[tuple[str, str]]:
    """The papers that such a claim hands in, each once with the clause that asks."""
    if kind == Claim.Kind.ADVANCE:
        return papers_of(standing_on(contract, done, on))
    found: dict[str, str] = {}
    for row in evidence_on(contract, kind, on, ground):
        for line in row.papers.splitlines():
            if line.strip():
                found.setdefault(line.strip(), row.told)
    return list(found.items())


def other_papers(claim: Claim, on: date) -> Sequence[Finding]:
    """An advance that was drafted before a rate was decided lists the papers of the time before."""
    if claim.kind != Claim.Kind.ADVANCE or rate_on(claim.contract, on) is None:
        return []
    listed = set(claim.papers.values_list("title", flat=True))
    asked = papers_needed(claim.contract, claim.kind, claim.done, on)
    return [
        error(
            "other_papers",
            f"Hồ sơ tạm ứng đã đổi sau khi soạn đề nghị này: nay cần “{title}”.",
            f"Bỏ đề nghị này rồi soạn lại theo {law}.",
            "Giấy tờ",
        )
        for title, law in asked
        if title[:300] not in listed
    ]


def evidence_on(contract: Contract, kind: str, on: date, ground: str = "") -> list[Evidence]:
    """The rows of the law that ask for papers: general ones first, then by kinds of support; two SELECTs.

    A late unit's advance is settled on its own rows alone; force majeure hands its rows in beside the usual.
    """
    items = set(
        contract.project.lines.filter(year=contract.year, item__isnull=False).values_list("item", flat=True)
    )
    project = contract.project
    rows = rows_on(Evidence, on, purse=project.purse, province=project.province_id).prefetch_related("items")
    own = [each for each in rows if each.code == GROUNDS.get(ground)]
    if ground == ClaimGround.Kind.LATE:
        return own
    return [each for each in rows if asks(each, kind, items)] + own


def asks(row: Evidence, kind: str, items: set[int]) -> bool:
    """Whether a row is about such a claim: settlements have one of their own, the rest by kind of support."""
    named = {each.pk for each in row.items.all()}
    if kind == Claim.Kind.SETTLEMENT:
        return row.code == SETTLING
    return row.code not in (SETTLING, *GROUNDS.values()) and (not named or bool(named & items))


def parts_of(project: Project, year: int, by_item: Mapping[str, Tier]) -> list[Part]:
    """What the estimate asks of the purse that year by kind of support, each with its tier; one SELECT."""
    rows = project.lines.filter(year=year).order_by("item__position")
    summed = rows.values_list("item__code", "item__name").annotate(asked=Sum(asked_column(project.purse)))
    return [
        Part(name=name or "Chi khác trong dự toán", amount=int(asked), tier=by_item.get(code))
        for code, name, asked in summed
        if asked
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersOfDay:
    """The tier of each kind of support on a day, the cap on all of them, and the tier of later years."""

    by_item: Mapping[str, Tier]
    cap: Tier | None = None
    later: Tier | None = None


def tiers_on(on: date, purse: str, province: int | None = None) -> TiersOfDay:
    """What the law of that day says; two SELECTs."""
    return tiers_of(rows_on(AdvanceTier, on, purse=purse, province=province).prefetch_related("items"))


def tiers_of(rows: Iterable[AdvanceTier]) -> TiersOfDay:
    """Rows that bind, by kind of support. Of a cap for all and a province's own the lower holds."""
    by_item: dict[str, Tier] = {}
    cap, later = None, None
    for row in rows:
        tier, items = row.rule, list(row.items.all())
        if row.code == LATER_YEARS:
            later = tier
        elif not items:
            cap = tier if cap is None or tier.percent < cap.percent else cap
        for item in items:
            by_item[item.code] = tier
    return TiersOfDay(by_item=by_item, cap=cap, later=later)


def left_of_advance(contract: Contract) -> int:
    """What was advanced on it and no settlement of a late unit has settled, in đồng; three SELECTs."""
    rows = Claim.objects.filter(
        contract=contract.first,
        kind=Claim.Kind.SETTLEMENT,
        state=Claim.State.PAID,
        ground__kind=ClaimGround.Kind.LATE,
    )
    return advanced_in(contract) - int(rows.aggregate(total=Sum("amount", default=0))["total"])


def advanced_in(contract: Contract) -> int:
    """What was advanced on it in whichever year, less what was given back, in đồng; two SELECTs."""
    moves = Transfer.objects.filter(book__in=chain_of(contract).values("pk")).order_by()
    pair = Stage.COMMITTED.value, Stage.ADVANCED.value
    out = moves.filter(out_of=pair[0], into=pair[1]).aggregate(total=Sum("amount", default=0))["total"]
    back = moves.filter(out_of=pair[1], into=pair[0]).aggregate(total=Sum("amount", default=0))["total"]
    return int(out) - int(back)
