"""The life of a round: products come in, a jury scores, another person records the decision."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from khuyencong.industry.actions.products.certificates import Signed, last_serial
from khuyencong.industry.actions.products.rounds import BegunRound, begin_round, call_jury, let_jury_go
from khuyencong.industry.lifecycle.products.desks import to_announce, to_conclude, to_decide, to_take, told
from khuyencong.industry.lifecycle.products.entries import PRODUCT_ENTRY
from khuyencong.industry.lifecycle.products.guards import (
    Concluded,
    every_sheet_is_in,
    ready_to_judge,
    signed_in_order,
    told_in_order,
)
from khuyencong.industry.models import ProductCertificate, ProductEntry, ProductRound
from khuyencong.industry.permissions import products as may
from khuyencong.industry.queries.products.judging import tallies_of
from khuyencong.industry.queries.products.law import COMPLAIN, deadline_on
from khuyencong.industry.queries.products.rounds import accepted_in
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules.products import last_day_of, ranked
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life, One = ProductRound.State, ProductEntry.State
SCORED = ["total_tenths", "sheets_counted", "threshold", "rank", "advised"]


def call(found: ProductRound, act: Act) -> Mapping[str, object]:
    """Let it wait at the desk of each judge who has something to score."""
    return {"called": call_jury(found, at=act.at)}


def count(found: ProductRound, act: Act) -> Mapping[str, object]:
    """Keep the minutes, each product's mean and rank, and whom the council proposes."""
    let_jury_go(found, by=act.by, at=act.at)
    given: Concluded = act.given
    found.held_on, found.place, found.minutes = given.held_on, given.place.strip(), given.words.strip()
    entries = accepted_in(found)
    tallies = tallies_of(found, entries, act.on)
    ranks = ranked({key: each.mean for key, each in tallies.items()})
    for each in entries:
        tally = tallies[each.pk]
        each.total_tenths, each.sheets_counted = sum(tally.totals), len(tally.totals)
        each.threshold, each.rank = found.threshold, ranks.get(each.pk)
        each.advised = each.pk in given.chosen and tally.reaches
    ProductEntry.objects.bulk_update(entries, SCORED)
    advised = sum(bool(each.advised) for each in entries)
    return {"sitting": found.sitting, "held_on": found.held_on, "judged": len(entries), "advised": advised}


def forget_sheets(found: ProductRound, act: Act) -> Mapping[str, object]:
    """The sheets of the last sitting stay and count no more."""
    let_jury_go(found, by=act.by, at=act.at)
    open_ = ProductEntry.objects.filter(round=found, state=One.ACCEPTED)
    open_.update(total_tenths=None, sheets_counted=None, threshold=None, rank=None, advised=None)
    found.sitting += 1
    return {"sitting": found.sitting}


def score_again(found: ProductRound, act: Act) -> Mapping[str, object]:
    """The jury sits once more."""
    told = forget_sheets(found, act)
    # What is left for a judge is reckoned by the row: this sitting has to stand in it first.
    found.save(update_fields=["sitting"])
    return {**told, **call(found, act)}


def recognise(found: ProductRound, act: Act) -> Mapping[str, object]:
    """Recognise whom the council proposed, the best first, each with a number of the agency's register."""
    given: Signed = act.given
    found.number, found.signed_on, found.signer = given.number.strip(), given.on, given.signer.strip()
    # Each certificate takes its decision from the row of the round.
    found.save(update_fields=["number", "signed_on", "signer"])
    first = serial = last_serial(found)
    for each in sorted(accepted_in(found), key=lambda entry: (entry.rank or 0, entry.pk)):
        serial += bool(each.advised)
        name = "product_entry.recognise" if each.advised else "product_entry.refuse"
        reason = f"Quyết định {found.number}"
        PRODUCT_ENTRY.perform(name, each, Act(by=act.by, at=act.at, reason=reason, given=serial))
    let_all_go(found, replace(act, reason=f"Hồ sơ không gửi trước khi chấm; Quyết định {found.number}"))
    return {"number": found.number, "signed_on": found.signed_on, "recognised": serial - first}


def let_all_go(found: ProductRound, act: Act) -> Mapping[str, object]:
    """What was registered and is not decided on is over."""
    let_jury_go(found, by=act.by, at=act.at)
    open_ = found.entries.filter(state__in=(One.DRAFT, One.SENT, One.RETURNED, One.ACCEPTED)).order_by("pk")
    rows = list(open_.select_related("round__agency", "agency"))
    for each in rows:
        PRODUCT_ENTRY.perform("product_entry.lapse", each, Act(by=act.by, at=act.at, reason=act.reason))
    return {"lapsed": len(rows)}


def start_clock(found: ProductRound, act: Act) -> Mapping[str, object]:
    """The term for complaints runs from the day of the notice; the catalogue shows what was recognised."""
    row = deadline_on(COMPLAIN, act.given)
    found.announced_on = act.given
    found.complaints_until = last_day_of(
        act.given, row.after_days or 0, working=row.working_days, known=working_days()
    )
    found.complaints_law = row.told[:300]
    shown = ProductCertificate.objects.filter(entry__round=found).update(published=True)
    return {"announced_on": found.announced_on, "complaints_until": found.complaints_until, "shown": shown}


PRODUCT_ROUND = Lifecycle(
    kind="product_round",
    title="Đợt bình chọn sản phẩm tiêu biểu",
    initial=Life.OPEN,
    states=(
        State(code=Life.OPEN, label="Nhận đăng ký", owner="Bàn mở đợt", waits=to_take),
        State(code=Life.COUNCIL, label="Ban Giám khảo chấm", owner="Bàn mở đợt", waits=to_conclude),
        State(code=Life.PROPOSED, label="Trình công nhận", owner="Người có thẩm quyền", waits=to_decide),
        State(code=Life.DECIDED, label="Đã công nhận, chờ thông báo", owner="Bàn mở đợt", waits=to_announce),
        State(code=Life.ANNOUNCED, label="Đã thông báo kết quả"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="product_round.convene",
            title="Đưa ra chấm điểm",
            sources=frozenset({Life.OPEN}),
            target=Life.COUNCIL,
            who=may.runs,
            by="Cán bộ, lãnh đạo cơ quan bình chọn",
            when=ready_to_judge,
            effect=call,
        ),
        Transition(
            name="product_round.conclude",
            title="Ghi biên bản, trình công nhận",
            sources=frozenset({Life.COUNCIL}),
            target=Life.PROPOSED,
            who=may.runs,
            by="Cán bộ, lãnh đạo cơ quan bình chọn",
            when=every_sheet_is_in,
            effect=count,
        ),
        Transition(
            name="product_round.decide",
            title="Ghi quyết định công nhận",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DECIDED,
            who=may.decides,
            by="Lãnh đạo cơ quan, không phải người ghi biên bản",
            when=signed_in_order,
            effect=recognise,
            unlike=frozenset({"product_round.conclude"}),
            decision=True,
        ),
        Transition(
            name="product_round.return",
            title="Trả lại để chấm lại",
            sources=frozenset({Life.PROPOSED}),
            target=Life.COUNCIL,
            who=may.decides,
            by="Lãnh đạo cơ quan",
            effect=score_again,
            needs_reason=True,
        ),
        Transition(
            name="product_round.take_more",
            title="Nhận thêm đăng ký",
            sources=frozenset({Life.COUNCIL}),
            target=Life.OPEN,
            who=may.runs,
            by="Cán bộ, lãnh đạo cơ quan bình chọn",
            effect=forget_sheets,
            needs_reason=True,
        ),
        Transition(
            name="product_round.announce",
            title="Ghi ngày thông báo kết quả",
            sources=frozenset({Life.DECIDED}),
            target=Life.ANNOUNCED,
            who=may.runs,
            by="Cán bộ, lãnh đạo cơ quan bình chọn",
            when=told_in_order,
            effect=start_clock,
        ),
        Transition(
            name="product_round.drop",
            title="Bỏ đợt này",
            sources=frozenset({Life.OPEN, Life.COUNCIL, Life.PROPOSED}),
            target=Life.DROPPED,
            who=may.decides,
            by="Lãnh đạo cơ quan",
            effect=let_all_go,
            needs_reason=True,
            decision=True,
        ),
    ),
    title_of=told,
    agency_of=lambda found: found.agency.code,
)


@transaction.atomic
def start_product_round(said: BegunRound, act: Act) -> ProductRound:
    """Open a round and let it wait at its desk. PermissionDenied or BlockedError."""
    found = begin_round(said, by=act.by, at=act.at)
    PRODUCT_ROUND.begin(found, act)
    return found
