"""How the projects of the made year fared: each of these is one life, told on the days it was lived."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from khuyencong.console.demo_inspections import inspect
from khuyencong.console.demo_lived_steps import (
    Lived,
    accepted,
    claimed,
    contracted,
    drawn_up,
    given_back,
    laid_before,
    lent,
    liquidated,
    reported,
)
from khuyencong.console.demo_money import PAPER
from khuyencong.ledger.models import Claim
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.actions.changes import Wanted, hand_in_change, judge_change_paper
from khuyencong.projects.actions.obstacles import Told
from khuyencong.projects.lifecycle import CHANGE, OBSTACLE, Checked, SignedChange, begin_change, raise_obstacle
from khuyencong.projects.lifecycle.progress import opened
from khuyencong.projects.models import ChangeRequest, Contract
from khuyencong.projects.queries.changes import terms_now
from khuyencong.projects.queries.projects import asked_of
from khuyencong.rules.change_terms import Course
from khuyencong.rules.changes import Level
from khuyencong.workflow.lifecycle import Act

ADVANCE, PAYMENT, SETTLEMENT = Claim.Kind.ADVANCE, Claim.Kind.PAYMENT, Claim.Kind.SETTLEMENT
MOST, HALF = 70, 75
"""Percent that may be advanced, and of the work that is done by then."""
LATE, SOON = 24, -60
"""Days since a contract should have ended, and until others end."""


def parts(one: Lived, *percents: int) -> Sequence[datetime]:
    """The mornings at those shares of the way."""
    return [one.days.part(each) for each in percents]


def ago(one: Lived, *days: int) -> Sequence[datetime]:
    """The mornings so many days before the set-up."""
    return [one.days.ago(each) for each in days]


def under_contract(one: Lived, percent: int, *, ends: int = SOON) -> Contract:
    """Signed at that share of the way."""
    return contracted(one, one.days.part(percent), one.days.end(ends))


def advanced(one: Lived, contract: Contract, percent: int, share: int = MOST) -> int:
    """An advance, with the month's report that tells the same volume; how much it was."""
    amount = contract.support * share // 100
    reported(one, one.days.part(percent), HALF, "Máy đã về xưởng, lắp xong phần đầu")
    claimed(one, contract, ADVANCE, amount, HALF, on=parts(one, percent, percent + 3, percent + 5, percent + 8))
    return amount


def settled(one: Lived) -> None:
    """Lived to its end within the year."""
    contract = under_contract(one, 20)
    owner = lent(one, contract, one.days.part(24))
    paid = advanced(one, contract, 35)
    accepted(one, contract, proposed=one.days.part(60), recorded=one.days.part(64))
    claimed(one, contract, PAYMENT, contract.support - paid, 100, on=parts(one, 68, 72, 74, 78))
    liquidated(one, contract, owner, one.days.part(85))
    claimed(one, contract, SETTLEMENT, contract.support, 100, on=parts(one, 88, 92, 95, 100))


def paying(one: Lived) -> None:
    """Accepted; the rest is approved and lies with the ministry's accountant, the minutes with its head."""
    contract = under_contract(one, 24)
    owner = lent(one, contract, one.days.part(28))
    paid = advanced(one, contract, 45)
    accepted(one, contract, proposed=one.days.part(85), recorded=one.days.part(92))
    claimed(one, contract, PAYMENT, contract.support - paid, 100, on=ago(one, 30, 19, 9))
    remains = "Cục chi phần còn lại cho trung tâm trong tháng này (số liệu minh họa)."
    row = drawn_up(one, contract, one.days.ago(8), remains=remains)
    passed_on = "Trung tâm chuyển phần còn lại trong 5 ngày làm việc từ khi Cục chi (số liệu minh họa)."
    laid_before(one, row, owner, one.days.ago(5), paid=paid, remains=passed_on)


def unreported(one: Lived) -> None:
    """The month before has no report yet; the ministry owes an answer since weeks."""
    under_contract(one, 30)
    reported(one, one.days.part(80), 20, "Đã đặt máy, chờ giao")
    month = Act(by=one.hands.author, at=one.days.last_month)
    opened(one.project, month.on.replace(day=1), month)
    said = Told(
        kind="phoi-hop",
        title="Chưa rõ mẫu biên bản cho máy chế tạo riêng (minh họa)",
        told="Bên bán không có số hiệu máy; nghiệm thu theo mẫu nào (số liệu minh họa).",
        wanted="Nói rõ ghi gì vào cột số máy.",
        held=asked_of(one.project) // 2,
        addressee=ministry_department(),
    )
    raise_obstacle(one.project, said, Act(by=one.hands.author, at=one.days.ago(33)))


def confirming(one: Lived) -> None:
    """An advance confirmed by the department waits for the ministry's head."""
    contract = under_contract(one, 34)
    reported(one, one.days.ago(38), HALF, "Máy đã về xưởng")
    claimed(one, contract, ADVANCE, contract.support * MOST // 100, HALF, on=ago(one, 27, 16))


def stopped(one: Lived) -> None:
    """The owner gave up; the minister stopped it, what was not spent went back to the purse.

    Of the advance the first part came back; the voucher of the rest waits for the ministry's head.
    """
    contract = under_contract(one, 22)
    paid = advanced(one, contract, 33, 30)
    after = replace(terms_now(one.project), course=Course.STOPPED)
    wanted = Wanted(after=after, reason="Cơ sở không còn đủ vốn đối ứng, xin ngừng (số liệu minh họa).")
    request = confirmed(one, wanted, one.days.part(55), one.days.part(62))
    CHANGE.perform("change.propose", request, Act(by=one.hands.officer, at=one.days.part(70)))
    last = Act(by=one.hands.leader, at=one.days.part(82))
    given = SignedChange(number="0005/QĐ-BCT (minh họa)", on=last.on, by=Level.MINISTER)
    CHANGE.perform("change.decide", request, Act(by=last.by, at=last.at, given=given))
    first = paid * 3 // 5
    given_back(one, contract, first, written=one.days.part(88), confirmed=one.days.part(91))
    given_back(one, contract, paid - first, written=one.days.ago(11), confirmed=None)


def uncontracted(one: Lived) -> None:
    """Nobody drew its contract up since the plan was decided."""


def accepting(one: Lived) -> None:
    """Found done by the department's officer; the head has not recorded it."""
    contract = under_contract(one, 26)
    advanced(one, contract, 60, 50)
    accepted(one, contract, proposed=one.days.ago(13), recorded=None)


def changing(one: Lived) -> None:
    """A partner is wanted; the ministry's officer has to weigh it. What inspectors found is not put right."""
    under_contract(one, 36)
    inspect(one.project, one.hands, one.days.ago(29))
    after = replace(terms_now(one.project), partner="Trường Cao đẳng nghề (minh họa)")
    wanted = Wanted(after=after, reason="Cần thợ vận hành máy mới (số liệu minh họa).")
    confirmed(one, wanted, one.days.ago(26), one.days.ago(17))


def overdue(one: Lived) -> None:
    """The contract ended, the machine has no current, nothing is accepted."""
    contract = under_contract(one, 28, ends=LATE)
    advanced(one, contract, 66, 30)
    said = Told(
        kind="ha-tang",
        title="Trạm biến áp quá tải, chưa đấu được điện (minh họa)",
        told="Điện lực hẹn ba lần; máy nằm chờ ở xưởng (số liệu minh họa).",
        wanted="Đấu điện cho xưởng.",
        held=contract.support * MOST // 100,
        body="Điện lực khu vực (minh họa)",
    )
    raise_obstacle(one.project, said, Act(by=one.hands.author, at=one.days.ago(36)))


def owed(one: Lived) -> None:
    """Of the province's own purse, just under contract; a question was answered and the unit has not looked."""
    under_contract(one, 50)
    said = Told(
        kind="phoi-hop",
        title="Ai mời xã dự nghiệm thu (minh họa)",
        told="Đơn vị chờ giấy mời của Sở, Sở chờ đơn vị (số liệu minh họa).",
        wanted="Nói rõ nơi mời.",
        held=0,
        addressee=one.project.department,
    )
    made = raise_obstacle(one.project, said, Act(by=one.hands.author, at=one.days.ago(28)))
    answer = Act(by=one.hands.colleague, at=one.days.ago(18), reason="Sở mời; đơn vị báo ngày trước một tuần.")
    OBSTACLE.perform("obstacle.answer", made, answer)


def local_paid(one: Lived) -> None:
    """Of the province's own purse, which names no rate of advance: paid in full once, not settled yet.

    Its liquidation is being written: nobody said yet what the establishment did and got.
    """
    contract = under_contract(one, 18)
    lent(one, contract, one.days.part(22))
    accepted(one, contract, proposed=one.days.part(72), recorded=one.days.part(76))
    claimed(one, contract, PAYMENT, contract.support, 100, on=parts(one, 80, 84, 88, 94))
    drawn_up(one, contract, one.days.ago(14))


def local_waiting(one: Lived) -> None:
    """Of the same purse; accepted, and what is asked for it waits for the department's officer."""
    contract = under_contract(one, 40)
    accepted(one, contract, proposed=one.days.ago(31), recorded=one.days.ago(24))
    claimed(one, contract, PAYMENT, contract.support, 100, on=ago(one, 12))


def confirmed(one: Lived, wanted: Wanted, asked: datetime, looked: datetime) -> ChangeRequest:
    """A change asked by the unit with its papers, found right by the department on a later day."""
    act = Act(by=one.hands.author, at=asked)
    request = begin_change(one.project, wanted, act)
    for each in request.papers.all():
        name = f"van-ban-{each.position}.pdf"
        hand_in_change(each, name=name, media_type="application/pdf", content=PAPER, by=act.by, at=asked)
    CHANGE.perform("change.submit", request, act)
    seen = Act(by=one.hands.colleague, at=looked)
    for each in request.papers.all():
        judge_change_paper(each, fine=True, note="", by=seen.by, at=looked)
    found = Checked(on=seen.on, found="Đã đến xưởng; đúng như đơn vị trình bày (số liệu minh họa).")
    done: ChangeRequest = CHANGE.perform("change.confirm", request, replace(seen, given=found))
    return done
