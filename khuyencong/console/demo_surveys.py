"""A made round of a survey of needs in Đồng Tháp: twelve communes, 37 answers, one of them in two editions.

Sent through the same door as real ones, in the names of the demonstration accounts.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from khuyencong.industry.actions.surveys import Said, Sent, open_round, want_many
from khuyencong.industry.lifecycle.surveys import receive
from khuyencong.industry.models import Establishment, SurveyRound
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.places.models import Unit
from khuyencong.workflow.lifecycle import Act

SPACE = UUID("0a02d4bd-6c33-4436-8fd6-01d841b34cd8")
M = 1_000_000
COMMUNES, EACH = 12, 5
COUNTS = (5, 5, 5, 5, 4, 4, 3, 3, 3, 0, 0, 0)
"""Answers of each commune: 37 of 60, three communes without any."""
TITLE = "Khảo sát nhu cầu khuyến công (minh họa)"
WISHES = (
    ("Mua máy sấy thay phơi nắng, mùa mưa không có hàng giao.", "máy sấy bơm nhiệt 1 tấn/mẻ", 620),
    ("Mua máy đóng gói hút chân không để bán ra ngoài tỉnh.", "máy đóng gói hút chân không", 180),
    ("Học nghề đan lục bình cho 20 lao động trong ấp.", "", 60),
    ("Dự hội chợ để tìm khách, in bao bì mới.", "", 45),
    ("Thay máy cắt gỗ cũ, hao gỗ và hay đứt tay.", "máy cắt gỗ điều khiển số", 480),
    ("Làm hệ thống lọc nước thải cho xưởng khô cá.", "bể lọc, máy bơm", 350),
)
CONTENTS = ("3", "3", "1", "4", "3", "7")
"""Codes of the contents of today's list, one for each wish; a code that is not there says none."""
TRADES = ("Bánh tráng", "Mộc", "Đan lát", "Khô cá", "Rèn", "Sấy trái cây", "Cơ khí")
NAMES = ("Mai Vàng", "Lục Bình", "Sông Tiền", "Hoa Sen", "Cù Lao")
OUTLETS = ("contract", "regulars", "none", "")


def load_surveys(at: datetime) -> int:
    """How many answers were added; a second run adds none."""
    users = [person_named(name) for name in ("dongthap", "dongthap2")]
    if None in users or SurveyRound.objects.filter(made_up=True).exists():
        return 0
    one, other = (seated(user, at.date()) for user in users if user is not None)
    communes = communes_of("Đồng Tháp")
    since, until = (at + timedelta(days=days) for days in (-20, 5))
    survey = open_round(
        title=f"{TITLE} {at.year + 1}",
        year=at.year + 1,
        since=since.date(),
        until=until.date(),
        by=one,
        at=at,
        made_up=True,
    )
    want_many(survey, {unit.pk: EACH for unit in communes}, by=one, at=at)
    contents = {each.code: each for each in Activity.objects.on(at.date())}
    sent = [
        answer(survey, unit, number, contents, at)
        for unit, count in zip(communes, COUNTS, strict=False)
        for number in range(count)
    ]
    for index, each in enumerate(sent):
        receive(linked(each, one) if index % 3 == 0 else each, Act(by=one, at=at))
    disagree(sent[1], one, other, at)
    return len(sent)


def communes_of(province: str) -> list[Unit]:
    """The first communes of the province of today, by name."""
    units = Unit.objects.filter(level=Unit.Level.COMMUNE, until__isnull=True, parent__name=province)
    return list(units.order_by("sort_key")[:COMMUNES])


def answer(survey: SurveyRound, unit: Unit, number: int, contents: dict[str, Activity], at: datetime) -> Sent:
    """One answer; the same at every run but for its day."""
    turn = number * 7 + unit.pk
    wants, machinery, cost = WISHES[turn % len(WISHES)]
    trade, name = TRADES[turn % len(TRADES)], NAMES[(turn + number) % len(NAMES)]
    said = Said(
        name=f"Cơ sở {trade} {name} {number + 1} (minh họa)",
        wants=wants,
        activity=contents.get(CONTENTS[turn % len(WISHES)]),
        machinery=machinery,
        cost=cost * M if turn % 5 else None,
        own_money=cost * M // 2 if turn % 3 else None,
        outlet=OUTLETS[turn % len(OUTLETS)],
        begin_month=turn % 12 + 1 if turn % 2 else None,
        labour=3 + turn % 18,
        taken_at=at - timedelta(days=1 + turn % 18, hours=turn % 7),
    )
    key = uuid5(SPACE, f"{survey.pk}/{unit.pk}/{number}")
    return Sent(key=key, edition=uuid5(key, "1"), survey=survey, commune=unit, said=said)


def linked(sent: Sent, by: Actor) -> Sent:
    """The same about a made establishment of the register, another for each commune."""
    seen = Establishment.objects.visible_to(by).standing().filter(made_up=True)
    rows = list(seen.order_by("pk")[:COMMUNES])
    if not rows:
        return sent
    return replace(sent, said=replace(sent.said, establishment=rows[sent.commune.pk % len(rows)]))


def disagree(first: Sent, one: Actor, other: Actor, at: datetime) -> None:
    """Two change one answer without having seen each other's."""
    cost = first.said.cost or 100 * M
    told = ((one, cost + 20 * M, "Đã hỏi lại giá máy."), (other, cost - 15 * M, "Chủ cơ sở bớt một máy."))
    for number, (by, amount, words) in enumerate(told, start=2):
        said = replace(first.said, cost=amount, other=words)
        edition = uuid5(first.key, str(number))
        receive(replace(first, edition=edition, based_on=1, said=said), Act(by=by, at=at))
