"""Random walks over every dossier of the money, each driven to its end: nothing is broken and nothing is stuck.

Few and short ones in every run; `make endurance` asks for 200 by KHUYENCONG_WALKS. A walk is its seed: what
failed is walked again alone with KHUYENCONG_WALK=SEED, and its steps are told with the failure.
"""

import os
import random

import pytest

from khuyencong.ledger.queries.chains import room_findings
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.models import Project
from tests.conftest import officer_of, person
from tests.ledger.walk.ends import end
from tests.ledger.walk.known import unknown
from tests.ledger.walk.scene import KINDS, Kind, approved
from tests.ledger.walk.steps import PROFILES, done, wander
from tests.ledger.walk.walk import Walk
from tests.ledger.walk.years import begin_closing, some_reopening

FEW = 4
WALKS = int(os.environ.get("KHUYENCONG_WALKS", FEW))
ALONE = os.environ.get("KHUYENCONG_WALK")
SEEDS = [int(ALONE)] if ALONE else range(WALKS)
SHORT, LONG = 8, 22
"""Allowed steps of the first few, and of the others."""
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(
    db, dong_thap_officer, dong_thap_colleague, dong_thap_leader, ministry_officer, ministry_leader
) -> dict:
    """Who works on the projects: a department and the ministry's unit, with their accountants."""
    return {
        "officer": dong_thap_officer,
        "colleague": dong_thap_colleague,
        "leader": dong_thap_leader,
        "ministry officer": ministry_officer,
        "ministry leader": ministry_leader,
        "ministry accountant": person(ministry_department(), "ke-toan", "accountant", "Kế toán Cục"),
        "accountant": officer_of("Đồng Tháp", "ke-toan-so", "accountant"),
    }


@pytest.fixture
def set_off(law, people, draft, tay_ninh_officer, now):
    """Sets a walk off from approved projects of that kind."""

    def make(kind: Kind, seed: int) -> Walk:
        approved(kind, draft, people, now)
        chance = random.Random(seed)
        return Walk(people=people, stranger=tay_ninh_officer, chance=chance, purse=kind.purse, at=now)

    return make


def told(seed: int, walk: Walk) -> str:
    """What a walk found and the steps that led there, to read and to walk again."""
    counts = ", ".join(f"{name} {how} {count}" for (name, how), count in sorted(walk.counts.items()))
    refused = [f"{where} | {code} | {text}" for (where, code), text in sorted(walk.refused.items())]
    lines = [f"KHUYENCONG_WALK={seed}", *(f"{each.what}: {each.text}" for each in unknown(walk.findings))]
    return "\n".join([*lines, "Steps:", *walk.trace, "Counted:", counts, "Refused on the way:", *refused])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_walk_breaks_nothing_and_comes_to_its_end(seed, set_off):
    """Any allowed steps in any order leave everybody with something to do until all is settled and closed."""
    kind = KINDS[seed % len(KINDS)]
    walk = set_off(kind, seed)
    # A round of kinds walks through each profile, the next round through another one.
    profile = PROFILES[(seed + seed // len(KINDS)) % len(PROFILES)]
    try:
        wander(walk, kind, profile, SHORT if seed < FEW else LONG)
        if not walk.findings:
            end(walk, back_first=seed % 3 == 0)
    except Exception as error:
        error.add_note(told(seed, walk))
        raise
    assert not unknown(walk.findings), told(seed, walk)


def test_what_is_stuck_is_told(set_off):
    """A project without its task and without a way, made behind everybody's back, fails a walk."""
    walk = set_off(KINDS[0], 0)
    Project.objects.filter(pk=walk.projects()[0].pk).update(state="accepted")
    end(walk, back_first=False)
    assert {each.what for each in unknown(walk.findings)} == {"STUCK-PROJECT"}


def test_a_way_that_is_not_straight_is_named_by_what_refuses_the_straight_one(set_off):
    """A year given up before any contract leaves a stop alone: the contract's refusal has to say so."""
    walk = set_off(KINDS[0], 0)
    walk.ending = True
    done(walk, begin_closing(walk, 2027))
    end(walk, back_first=False)
    assert not unknown(walk.findings), told(0, walk)
    assert [each.state for each in walk.projects()] == ["closed", "closed"]
    assert "ngừng đề án" in walk.refused["end finish", "room_gone"]


def test_the_way_back_is_named_as_long_as_the_closing_has_the_money(set_off):
    """Once the year was open again its contract was refused without a word of the closing to be corrected."""
    walk = set_off(KINDS[0], 0)
    walk.ending = True
    done(walk, begin_closing(walk, 2027))
    some_reopening(walk)
    assert [each.fix for project in walk.projects() for each in room_findings(project, 2027)] == [
        "Không ký được hợp đồng của năm ấy; bỏ bản đang soạn nếu có. Vẫn thực hiện thì kế toán đính chính "
        "bút toán khóa sổ; không còn năm nào để thực hiện thì đề nghị ngừng đề án."
    ] * 2
    end(walk, back_first=False)
    assert not unknown(walk.findings), told(0, walk)
