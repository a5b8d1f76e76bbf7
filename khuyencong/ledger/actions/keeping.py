"""What stands against a change of a project's money or against its stop: work done, and what is in hand."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from khuyencong.ledger.models import Acceptance, Claim, GiveBack, PostingCorrection
from khuyencong.ledger.queries.acceptances import (
    NOTHING,
    accepted_lines,
    ended_years,
    reopened_in,
    volumes_of,
)
from khuyencong.ledger.queries.chains import is_shut
from khuyencong.ledger.queries.changing import given_up_years, taken_back_years, year_of
from khuyencong.ledger.queries.claims import IN_HAND
from khuyencong.ledger.queries.corrections import ASKED
from khuyencong.projects.models import ChangeRequest, Contract, Project, Purchase
from khuyencong.rules.acceptances import (
    Done,
    InHand,
    check_accepted,
    check_in_hand,
    check_left,
    check_removed,
    check_worth,
    check_years_over,
    worth,
    worth_of,
)
from khuyencong.rules.annexes import Year, takes_all
from khuyencong.rules.change_terms import Terms
from khuyencong.rules.changes import nothing_left_of_it
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import dong
from khuyencong.workflow.lifecycle import Act


def keep_accepted(request: ChangeRequest) -> None:
    """BlockedError where a line asks for less than was accepted of it, or a year for less than has gone out."""
    accepted, in_hand = accepted_lines(request.project), work_in_hand(request.project)
    found = [*check_accepted(request.new.costs, accepted)]
    if not request.stops:
        found += kept_lines(request.project, request.old, request.new)
        found += [each for row in in_hand.values() for each in keep_in_hand(request, row, accepted)]
        ended = ended_years(request.project) | given_up_years(request.project)
        found += check_left(request.old.costs, request.new.costs, accepted, ended)
        found += [
            finding
            for year in sorted({each.year for each in (*request.old.costs, *request.new.costs)})
            for finding in kept_in(request, year)
        ]
        found += some_left(request)
    if found:
        raise BlockedError(*found)


def some_left(request: ChangeRequest) -> list[Finding]:
    """What stands against a cut after which no work is left, done or to come: that is a stop."""
    before, left = request.old.years, request.new.years
    if before <= left or accepted_lines(request.project):
        return []
    lost = taken_back_years(request.project) | given_up_years(request.project)
    if not left <= lost:
        return []
    return [nothing_left_of_it(f" (năm {', '.join(map(str, sorted(left)))} đã khóa sổ)")]


def kept_lines(project: Project, old: Terms, new: Terms) -> list[Finding]:
    """What stands against the lines a change adds or takes out: work, purchases, a year that is over."""
    gone, more = old.without(new), new.without(old)
    if not gone and not more:
        return []
    over = ended_years(project) | given_up_years(project)
    # What asks nothing any more of a year whose contract ended with its money binds nobody.
    spent = [each for each in gone if each.support or not year_of(project, each.year).dropped]
    return [
        *check_removed(gone, done_of(project, [each.key for each in gone])),
        *check_years_over([*spent, *more], over),
    ]


def lines_may_go(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """Say to the unit before it is confirmed and weighed that a line cannot be added or taken out."""
    if not request.stops and (found := kept_lines(request.project, request.old, request.new)):
        raise BlockedError(*found)
    return {}


def done_of(project: Project, lines: Collection[int]) -> dict[int, Done]:
    """What rests on each of these lines; a few SELECTs."""
    accepted = accepted_lines(project)
    hand = {
        line: words_of(row)
        for row in work_in_hand(project).values()
        for line in row.volumes.filter(quantity__gt=0).values_list("line", flat=True)
    }
    rows = Purchase.objects.filter(line__in=lines, struck_at=None).order_by()
    bought = dict(rows.values_list("line").annotate(count=Count("pk")))
    return {
        key: Done(accepted=accepted.get(key, NOTHING), in_hand=hand.get(key, ""), bought=bought.get(key, 0))
        for key in lines
    }


def kept_in(request: ChangeRequest, year: int) -> list[Finding]:
    """What stands against a year's support: no annex could follow it after the end, or below what went out."""
    wanted, before = request.new.support_in(year), request.old.support_in(year)
    if wanted != before and year in ended_years(request.project):
        message = f"Hợp đồng năm {year} đã nghiệm thu lần cuối: kinh phí hỗ trợ của năm ấy không đổi được nữa."
        fix = f"Giữ hỗ trợ năm {year} là {dong(before)}; nghiệm thu cuối ghi sai thì đính chính nó trước."
        return [error("accepted_to_the_end", message, fix, "Kinh phí hỗ trợ")]
    found = year_of(request.project, year)
    out = found.out
    # What is being decided now stands in the estimate already, so that it is asked of what stood before.
    if wanted > before == 0 and found.said:
        return [dropped(year, found, f"Giữ hỗ trợ năm {year} là {dong(before)}.")]
    if wanted != before and found.given_up:
        return [given_up_at_closing(year, out, f"Giữ hỗ trợ năm {year} là {dong(before)}.")]
    if wanted > before and found.gives(wanted) and is_shut(request.project, year):
        message = f"Sổ năm {year} đã khóa: không giao thêm kinh phí của năm ấy được."
        fix = f"Giữ hỗ trợ năm {year} là {dong(before)}; hoặc lãnh đạo nơi cấp kinh phí mở lại sổ kèm lý do."
        return [error("year_closed", message, fix, "Kinh phí hỗ trợ")]
    if wanted < before and takes_all(found.pots, wanted):
        return [nothing_for_the_last(year, wanted)]
    if wanted >= min(out, before):
        return []
    message = f"Giảm kinh phí hỗ trợ năm {year} xuống {dong(wanted)}, mà đã tạm ứng, nghiệm thu {dong(out)}."
    fix = f"Ghi từ {dong(out)} trở lên; giảm thấp hơn thì ngừng đề án và thu hồi phần chưa có khối lượng."
    return [error("less_than_paid", message, fix, "Kinh phí hỗ trợ")]


def keep_in_hand(request: ChangeRequest, row: Acceptance, accepted: Mapping[int, Decimal]) -> Iterator[Finding]:
    """What stands against a change that leaves less for an acceptance in hand than it says."""
    hand, year = in_hand_of(row), row.contract.year
    said = year_of(request.project, year).said
    old = [each for each in request.old.costs if each.year == year]
    new = [each for each in request.new.costs if each.year == year]
    quantities = {each.key: each.quantity for each in old}
    yield from check_in_hand(
        [each for each in new if each.quantity < quantities.get(each.key, each.quantity)], accepted, hand
    )
    before = worth_of(old, accepted, hand, min(said, request.old.support_in(year)))
    yield from check_worth(hand, before, worth_of(new, accepted, hand, min(said, request.new.support_in(year))))


def left_in_hand(contract: Contract, before: int) -> list[Finding]:
    """What stands against an annex that leaves less for an acceptance in hand; `before` was promised so far."""
    row = work_in_hand(contract.project).get(contract.year)
    if row is None:
        return []
    hand, decided = in_hand_of(row), year_of(contract.project, contract.year).decided
    volumes = volumes_of(contract, hand.quantities)
    then, now = (worth(volumes, min(support, decided)) for support in (before, contract.support))
    return list(check_worth(hand, then, now))


def in_hand_of(row: Acceptance) -> InHand:
    """An acceptance in hand as the rules know it."""
    recorded = Acceptance.objects.filter(contract=row.contract_id, state=Acceptance.State.RECORDED)
    return InHand(
        words=words_of(row),
        quantities=dict(row.volumes.values_list("line", "quantity")),
        total=int(recorded.aggregate(total=Sum("amount", default=0))["total"]) + row.amount,
    )


def work_in_hand(project: Project) -> dict[int, Acceptance]:
    """By year the acceptance that waits for its head or that a correction opened, and no other draft."""
    rows = Acceptance.objects.filter(project=project, state=Acceptance.State.PROPOSED).defer("content")
    found = [*rows.select_related("contract"), *reopened_in(project)]
    return {each.contract.year: each for each in found}


def words_of(row: Acceptance) -> str:
    """An acceptance in hand, with its amount and where it stands."""
    step = "chờ lãnh đạo ghi nhận" if row.state == Acceptance.State.PROPOSED else "đang mở lại để ghi cho đúng"
    return f"{row} ({dong(row.amount)}) {step}"


def given_up_at_closing(year: int, out: int, keep: str) -> Finding:
    """What is read where money of a contract is changed whose rest a closing took back."""
    message = (
        f"Năm {year} đã khóa sổ: đã chi hoặc nghiệm thu {dong(out)}, phần còn lại của hợp đồng đã thu hồi."
    )
    ends = (
        "Không cần nghiệm thu, phụ lục gì thêm: quyết toán phần đã chi."
        if out
        else "Không làm nữa thì ngừng đề án."
    )
    return error("given_up", message, f"{keep} {ends}", "Kinh phí hỗ trợ")


def dropped(year: int, found: Year, keep: str = "") -> Finding:
    """What is read where something is wanted of a year whose contract a decision ended with all its money."""
    message = f"{found.by} đã thôi toàn bộ hỗ trợ năm {year}, hợp đồng năm ấy hết theo."
    return error("dropped", message, f"{keep} Làm tiếp thì đăng ký đề án khác.".strip(), "Kinh phí hỗ trợ")


def nothing_for_the_last(year: int, wanted: int) -> Finding:
    """What is read where a cut leaves no work for a last acceptance, and with it no way to the settlement."""
    message = (
        f"Năm {year} đã nghiệm thu {dong(wanted)} mà chưa phải lần cuối: giảm xuống đó thì không còn gì cho "
    )
    message += "lần nghiệm thu cuối, đề án không quyết toán được."
    fix = "Phần còn lại không làm nữa thì đính chính lần nghiệm thu ấy, ghi lại là lần cuối; hoặc ngừng đề án."
    return error("nothing_left", message, fix, "Kinh phí hỗ trợ")


def not_while_reopened(project: Project) -> None:
    """BlockedError while a correction has an acceptance open: a stop would free the money of work done."""
    found = reopened_findings(project)
    if found:
        raise BlockedError(*found)


def reopened_findings(project: Project) -> list[Finding]:
    """One for each acceptance that a correction opened and nobody has written again."""
    fix = "Ghi lại hoặc bỏ lần nghiệm thu ấy rồi mới ngừng đề án."
    return [error("acceptance_open", f"{words_of(row)}.", fix, "Đề án") for row in reopened_in(project)]


def nothing_in_hand(project: Project) -> None:
    """BlockedError with the name of each claim, acceptance, paper or correction that somebody has in hand."""
    acceptances = Acceptance.objects.filter(project=project, state=Acceptance.State.PROPOSED).defer("content")
    acceptances = acceptances.exclude(pk__in=[each.pk for each in reopened_in(project)])
    returned = GiveBack.objects.filter(project=project, state=GiveBack.State.PROPOSED).defer("content")
    in_hand: list[tuple[str, QuerySet[Any], str]] = [
        ("claim_open", Claim.objects.filter(project=project, state__in=IN_HAND), "Ghi sổ hoặc trả lại"),
        ("acceptance_open", acceptances, "Ghi nhận hoặc trả lại"),
        # Confirmed before the decision it goes to the substitutes, after it to the purse: not left to chance.
        ("give_back_open", returned, "Xác nhận hoặc trả lại"),
        (
            "correction_open",
            PostingCorrection.objects.filter(project=project, state__in=ASKED).defer("content"),
            "Quyết định hoặc bỏ đề nghị",
        ),
        (
            "paper_open",
            Contract.objects.filter(project=project, state=Contract.State.PROPOSED),
            "Ghi đã ký hoặc trả lại",
        ),
    ]
    found = [
        error(code, f"{row}: {row.get_state_display().lower()}.", f"{fix} rồi mới ghi ngừng.", "Đề án")
        for code, rows, fix in in_hand
        for row in rows.order_by("pk")
    ]
    found += reopened_findings(project)
    if found:
        raise BlockedError(*found)
