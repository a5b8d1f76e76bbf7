"""What a stranger is told she could be given is what the drafting says to the project begun for her."""

import os
import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from khuyencong.industry.actions import Place, add_holding, register
from khuyencong.industry.models import YearFigures
from khuyencong.norms.models import Condition, Sector, SupportItem
from khuyencong.norms.queries import rows_on
from khuyencong.projects import actions
from khuyencong.projects.lifecycle import start
from khuyencong.projects.queries import draft_of, gaps_of, wishes
from khuyencong.projects.queries.drafts import verdicts_of
from khuyencong.projects.queries.entitlement import Asked, entitlement_of, owner_kinds, owner_named
from khuyencong.rules.drafting import Step
from khuyencong.workflow.lifecycle import Act
from tests.projects.conftest import basics, commune_of

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("KHUYENCONG_ENTITLEMENTS", "100"))
M = 1_000_000
KINDS = {"ho": "ho", "tht": "htx", "nho-vua": "tnhh", "lon": "cp", "chua": "ho"}


def asked(**more) -> Asked:
    said = {
        "commune": commune_of("Đồng Tháp", "Phú Lợi"),
        "owner": owner_kinds()[0],
        "sector": Sector.objects.get(code="che-bien"),
        "wish": next(each for each in wishes() if each.code == "mua-may"),
        "cost": 680 * M,
    }
    return Asked(**said | more)


def told(answer):
    return [(each.item.code, each.purse.value, each.most, each.stopped) for each in answer.possible]


def test_a_machine_in_a_rural_commune(law, dong_thap_officer, now):
    answer = entitlement_of(asked(), now.date())

    assert told(answer) == [
        ("may-moc", "KCQG", 300 * M, False),
        ("day-chuyen", "KCQG", 340 * M, False),
        ("may-moc", "KCDP", None, False),
        ("day-chuyen", "KCDP", None, False),
    ]
    assert [each.name for each in answer.contacts] == [
        "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp tỉnh Đồng Tháp",
        "Sở Công Thương tỉnh Đồng Tháp",
    ]


def test_who_is_not_registered_reads_whom_the_programme_supports_by_the_row_of_the_day(law, now):
    answer = entitlement_of(asked(owner=owner_named("chua")), now.date())
    told = [each.message for each in answer.common if each.code == "not_registered"]
    row = rows_on(Condition, now.date()).get(code="co-so-cnnt")
    assert told == [f"Chương trình hỗ trợ: {row.name} ({row.told}). Bạn trả lời là chưa đăng ký."]


def random_case(rng: random.Random, on: date) -> Asked:
    communes = [commune_of("Đồng Tháp", "Phú Lợi"), commune_of("Đồng Tháp", "Mỹ Ngãi Một", "phường")]
    return asked(
        commune=rng.choice(communes),
        owner=rng.choice(owner_kinds()),
        sector=rng.choice([None, *rows_on(Sector, on)]),
        wish=rng.choice(wishes()),
        cost=rng.choice([1, 999_999, 60 * M, 600 * M, rng.randrange(1, 10**11)]),
    )


def drafted(case: Asked, item: SupportItem, purse: str, support: int, *, by, at):
    """The project that a desk would begin for her, asking that much."""
    said = {"name": f"Cơ sở {case.owner.code}", "legal_form": KINDS[case.owner.code], "source": "thử"}
    workshop = register(said, Place(unit=case.commune, address="Ấp 3"), by=by, at=at, other=True)
    if case.owner.large:
        figures = {"year": at.year - 1, "labour": 500, "revenue": 10**12, "capital": 10**12}
        add_holding(YearFigures, workshop, figures, by=by, at=at)
    about = basics(title="Thử", purse=purse, items={item: 1}, sector=case.sector, wish=case.wish.code)
    project = start(about, act=Act(by=by, at=at))
    actions.add_beneficiary(project, workshop, None, by=by, at=at)
    line = actions.Cost(
        name=item.name,
        item=item,
        unit="",
        quantity=Decimal(1),
        unit_price=case.cost,
        year=2027,
        support=support,
    )
    actions.save_line(project, line, by=by, at=at)
    return project


def judged_for_real(project, on):
    """(codes of what speaks against it, the most the norm allows) as drafting has it."""
    draft = draft_of(project, on)
    steps = (Step.BASICS, Step.BENEFICIARIES, Step.ESTIMATE)
    found = [gap.finding for gap in gaps_of(draft) if gap.step in steps]
    codes = sorted((each.code, each.severity.value) for each in found)
    return codes, [each.allowed.amount if each.allowed is not None else None for each in verdicts_of(draft)]


def test_the_answer_is_the_drafting_s_verdict_in_random_cases(law, dong_thap_officer, now):
    rng, on = random.Random(20261130), now.date()
    by = {"by": dong_thap_officer, "at": now}
    compared = 0
    while compared < CASES:
        case = random_case(rng, on)
        answer = entitlement_of(case, on)
        for each in answer.possible:
            said = [*each.findings, *(one for one in answer.common if one.code != "not_registered")]
            asks = each.verdict.asked
            with transaction.atomic():
                point = transaction.savepoint()
                project = drafted(case, each.item, each.purse.value, asks, **by)
                codes, most = judged_for_real(project, on)
                transaction.savepoint_rollback(point)
            mine = sorted((one.code, one.severity.value) for one in said)
            # Where nothing is left to ask, drafting has no verdict to give.
            assert (mine, [] if each.most == 0 else [each.most]) == (codes, most), (case, each.item.code)
            compared += 1
