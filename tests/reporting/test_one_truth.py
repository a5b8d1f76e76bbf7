"""What a locked return says stands once: its figures are restated, and a line that ended says its part."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from khuyencong.norms.models import Activity, Indicator
from khuyencong.reporting.lifecycle import CORRECTION, correct
from khuyencong.reporting.models import Correction, Figure
from khuyencong.reporting.queries.corrections import returns_that_say
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import Unit
from khuyencong.rules.periods import Every
from khuyencong.workflow.lifecycle import Act
from tests.reporting.lived import Lived, noon

pytestmark = pytest.mark.django_db
PLACE = "Tây Ninh"
TRIEU = Unit.TRIEU.scale


def lived(every, since=None):
    found = Lived(year=2026, region="nam", every=every) if since is None else Lived.__new__(Lived)
    if since is not None:
        found.__dict__.update(vars(since) | {"every": every})
    else:
        found.lists()
    found.owe()
    return found


def approved(found, number, amounts, on):
    """A return of so many millions a line, approved on that day."""
    cells = {(code, "KCDP"): amount * TRIEU for code, amount in amounts.items()}
    found.send(PLACE, number, noon(on, -1), cells)
    found.approve(PLACE, number, noon(on))


def said_anew(found, number, amounts, at):
    """It is sent back, says that and is sent again."""
    found.do("return", PLACE, number, found.reader, at, "Xem lại")
    found.write(PLACE, number, {(code, "KCDP"): amount * TRIEU for code, amount in amounts.items()}, at)
    found.hand_up(PLACE, number, at)


def standing(cut):
    """Line → million đồng that stands at that day."""
    rows = Figure.objects.standing().filter(cut=cut, amount__gt=0, fund="KCDP").order_by("activity__code")
    return [(each.activity.code, each.amount // TRIEU) for each in rows.select_related("activity")]


def blocked(do):
    with pytest.raises(BlockedError) as found:
        do()
    return [each.code for each in found.value.findings]


def test_a_figure_that_a_return_says_is_corrected_by_restating_the_return(client):
    found = lived(Every.QUARTER)
    approved(found, 1, {"kp-10": 100}, date(2026, 4, 10))
    [figure] = Figure.objects.standing().filter(amount=100 * TRIEU)
    asked = {"printed": "120", "unit": Unit.TRIEU, "reason": "Chép nhầm"}
    act = Act(by=found.head, at=noon(date(2026, 4, 11)))
    assert [each.pk for each in returns_that_say(figure)] == [found.of(PLACE, 1).pk]
    assert blocked(lambda: correct(figure=figure, act=act, **asked)) == ["said_by_returns"]
    assert Correction.objects.count() == 0
    client.force_login(found.head.account)
    way = f'href="{reverse("periodic_return", args=[found.of(PLACE, 1).pk])}"'
    address = reverse("figure_correct", args=[figure.pk])
    pages = [client.get(address), client.get(reverse("figure", args=[figure.pk]))]
    assert [(way in each.content.decode(), address in each.content.decode()) for each in pages] == [
        (True, False),
        (True, False),
    ]
    assert client.post(address, {"printed": "120", "unit": "trieu", "reason": "x"}).status_code == 422
    # One that was under way before the rule was there does not go through, but can be withdrawn.
    written = Correction.objects.create(
        figure=figure,
        agency=found.head.agency,
        desk=found.head.desk,
        author=found.head.account,
        created_at=act.at,
        printed="120",
        printed_unit=Unit.TRIEU.value,
        amount=120 * TRIEU,
        reason="Chép nhầm",
        state=Correction.State.RETURNED,
    )
    again = Act(by=found.head, at=act.at, reason="Chép nhầm")
    assert blocked(lambda: CORRECTION.perform("correction.propose", written, again)) == ["said_by_returns"]
    assert CORRECTION.perform("correction.withdraw", written, again).state == "withdrawn"
    found.restate(PLACE, 1, {("kp-10", "KCDP"): 120 * TRIEU}, "Chép nhầm", noon(date(2026, 4, 12)))
    assert standing(date(2026, 3, 31)) == [("K10", 120)]


def test_the_money_of_a_line_that_ended_in_the_year_lies_in_another_line_of_the_longer_period():
    quarters = lived(Every.QUARTER)
    longer = lived(Every.NINE_MONTHS, quarters)
    ended = date(2026, 7, 1)
    Indicator.objects.filter(code="kp-05").update(until=ended)
    Activity.objects.filter(code="K05").update(until=ended)
    for number, amounts in ((1, {"kp-05": 10}), (2, {"kp-01": 20}), (3, {"kp-01": 30})):
        approved(quarters, number, amounts, date(2026, 3 * number + 1, 9))
    cut, at = date(2026, 9, 30), noon(date(2026, 10, 12))
    finer = [("K01", 50), ("K05", 10)]
    assert standing(cut) == finer
    # What was spent in the line that ended belongs to the nine months, too.
    with pytest.raises(BlockedError) as left_out:
        longer.send(PLACE, 1, at, {("kp-01", "KCDP"): 50 * TRIEU})
    assert longer.of(PLACE, 1).state == "draft"
    # Nobody waits for the approval to hear it: no line of both holds the money, so it is told of the total.
    [finding] = left_out.value.findings
    assert (finding.code, finding.place, finding.message) == (
        "periods_disagree",
        "Dòng Tổng kinh phí khuyến công đã thực hiện, KCĐP",
        "Từ đầu năm đến 30/09/2026, 9 tháng năm 2026 là 50,0 triệu đồng, "
        "Quý III/2026 (đã duyệt, đã khóa) là 60,0 triệu đồng.",
    )
    assert finding.fix.endswith("; tiền của dòng K05, không có suốt thời gian này, ghi vào dòng khác.")
    # More than that line held has not moved into another.
    more = {("kp-01", "KCDP"): 40 * TRIEU, ("kp-23", "KCDP"): 20 * TRIEU}
    longer.write(PLACE, 1, more, at + timedelta(hours=2))
    assert blocked(lambda: longer.hand_up(PLACE, 1, at + timedelta(hours=2))) == ["periods_disagree"] * 2
    longer.write(
        PLACE, 1, {("kp-01", "KCDP"): 55 * TRIEU, ("kp-23", "KCDP"): 5 * TRIEU}, at + timedelta(hours=3)
    )
    longer.hand_up(PLACE, 1, at + timedelta(hours=4))
    longer.approve(PLACE, 1, at + timedelta(hours=5))
    assert standing(cut) == finer
