"""A made year in four provinces and both purses, lived on the days before the set-up.

Demonstration accounts take every step on the day it would have been taken, so that pages can tell what waits
for how many days, in which province and at whose desk. What was done is over some weeks before the set-up; what
waits began to wait on days of its own (demo_days).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from khuyencong.console.demo_days import Days
from khuyencong.console.demo_lived_plans import local_plan, national_plan
from khuyencong.console.demo_lived_steps import Hands, Lived
from khuyencong.console.demo_lives import (
    accepting,
    changing,
    confirming,
    local_paid,
    local_waiting,
    overdue,
    owed,
    paying,
    settled,
    stopped,
    uncontracted,
    unreported,
)
from khuyencong.console.demo_plans import LOCAL, NATIONAL, Made
from khuyencong.organisations.queries import person_named, seated
from khuyencong.projects.models import Project

TITLE = "Hỗ trợ máy đóng gói trà mãng cầu"
"""Of the first of them, by which a second run knows that they are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A made project: what for, where, and how it fared."""

    made: Made
    where: str
    life: Callable[[Lived], None]


def machine(owner: str, title: str, purse: str, price: int, support: int, later: int = 0) -> Made:
    """A machine for a made workshop, in triệu đồng."""
    form = "htx" if owner.startswith("Hợp tác xã") else "tnhh" if owner.startswith("Công ty") else "ho"
    million = 1_000_000
    return Made(
        owner=f"{owner} (minh họa)",
        form=form,
        title=title,
        purse=purse,
        sector="che-bien",
        price=price * million,
        support=support * million,
        later=later * million,
    )


STORIES = (
    Story(
        made=machine("Hợp tác xã Trà Bà Đen", TITLE, NATIONAL, 420, 190),
        where="Tây Ninh",
        life=settled,
    ),
    Story(
        made=machine(
            "Hộ kinh doanh Bánh tráng Trảng Bàng Mới",
            "Hỗ trợ dây chuyền tráng bánh liên hoàn",
            NATIONAL,
            700,
            300,
        ),
        where="Tây Ninh",
        life=paying,
    ),
    Story(
        made=machine("Hợp tác xã Mây tre Hòa Thành", "Hỗ trợ máy chẻ, vót nan mây tre", NATIONAL, 260, 120),
        where="Tây Ninh",
        life=unreported,
    ),
    Story(
        made=machine("Công ty TNHH Cơm dừa Càng Long", "Hỗ trợ máy sấy tầng sôi cơm dừa", NATIONAL, 900, 300),
        where="Vĩnh Long",
        life=confirming,
    ),
    Story(
        made=machine("Hợp tác xã Gốm đỏ Mang Thít", "Hỗ trợ lò nung gốm bằng khí hóa trấu", NATIONAL, 560, 250),
        where="Vĩnh Long",
        life=stopped,
    ),
    Story(
        made=machine(
            "Hộ kinh doanh Bánh tét Trà Cuôn Mới",
            "Hỗ trợ nồi hấp công nghiệp cho cơ sở bánh",
            NATIONAL,
            180,
            80,
        ),
        where="Vĩnh Long",
        life=uncontracted,
    ),
    Story(
        made=machine("Hợp tác xã Tôm khô Rạch Gốc", "Hỗ trợ máy bóc vỏ, sấy tôm khô", NATIONAL, 620, 270),
        where="Cà Mau",
        life=accepting,
    ),
    Story(
        made=machine(
            "Công ty TNHH Muối ớt Bạc Liêu Xanh", "Hỗ trợ máy nghiền, trộn muối ớt", NATIONAL, 340, 150, 90
        ),
        where="Cà Mau",
        life=changing,
    ),
    Story(
        made=machine(
            "Hợp tác xã Hủ tiếu Mỹ Phong", "Hỗ trợ dây chuyền hủ tiếu khô cho hợp tác xã", NATIONAL, 640, 280
        ),
        where="Đồng Tháp",
        life=overdue,
    ),
    Story(
        made=machine("Hộ kinh doanh Kẹo dừa Cồn Phụng Mới", "Hỗ trợ máy cắt, gói kẹo", LOCAL, 210, 100),
        where="Đồng Tháp",
        life=owed,
    ),
    Story(
        made=machine("Hợp tác xã Rau sấy Gò Dầu", "Hỗ trợ máy sấy rau", LOCAL, 240, 110),
        where="Tây Ninh",
        life=local_paid,
    ),
    Story(
        made=machine("Hộ kinh doanh Rèn Lộc Giang", "Hỗ trợ máy dập cho lò rèn", LOCAL, 150, 70),
        where="Tây Ninh",
        life=local_waiting,
    ),
)
ACCOUNTS = {
    "Đồng Tháp": ("dongthap", "dongthap2", "lanhdaodongthap", "", "lanhdaodongthap"),
    "Tây Ninh": ("trungtamtayninh", "tayninh", "lanhdaotayninh", "ketoantayninh", "lanhdaotrungtamtayninh"),
    "Vĩnh Long": ("trungtamvinhlong", "vinhlong", "lanhdaovinhlong", "", "lanhdaotrungtamvinhlong"),
    "Cà Mau": ("trungtamcamau", "camau", "lanhdaocamau", "", ""),
}
"""Of each province who carries projects out, who appraises, the head, the accountant of its own purse, and
who heads those who carry out."""
MINISTRY = ("canbo", "lanhdao", "ketoan")


@transaction.atomic
def load_lived(at: datetime) -> int:
    """How many projects were lived through; a second run adds none, and half a year is none."""
    if Project.objects.filter(made_up=True, title=TITLE).exists():
        return 0
    days = Days(at=at)
    hands = {where: found for where in ACCOUNTS if (found := hands_of(where, days)) is not None}
    stories = [each for each in STORIES if each.where in hands]
    rows = dict(plans(stories, hands, days))
    for number, story in enumerate(stories, start=1):
        project = Project.objects.get(pk=rows[story.made.title])
        hand = hands[story.where] if story.made.purse == NATIONAL else at_home(hands[story.where])
        story.life(Lived(project=project, hands=hand, days=days, number=number))
    return len(stories)


def plans(stories: list[Story], hands: dict[str, Hands], days: Days) -> Iterable[tuple[str, int]]:
    """(title, key) of every project, planned: the national purse for all provinces together, each its own."""
    national = [(hands[each.where], each.made) for each in stories if each.made.purse == NATIONAL]
    if national:
        yield from national_plan(national, days)
    for where in hands:
        own = [each.made for each in stories if each.where == where and each.made.purse == LOCAL]
        if own:
            yield from local_plan(at_home(hands[where]), own, days)


def hands_of(where: str, days: Days) -> Hands | None:
    """Everybody who has a part in a province's projects; None where somebody is missing."""
    names = (*ACCOUNTS[where], *MINISTRY)
    users = {name: person_named(name) for name in names if name}
    sitting = {name: seated(user, days.today) for name, user in users.items() if user is not None}
    if len(sitting) < len(users):
        return None
    unit, colleague, head, keeper, signer = (sitting[name] if name else None for name in ACCOUNTS[where])
    officer, leader, accountant = (sitting[name] for name in MINISTRY)
    assert unit is not None
    assert colleague is not None
    assert head is not None
    return Hands(
        author=unit,
        colleague=colleague,
        head=head,
        officer=officer,
        leader=leader,
        accountant=accountant,
        keeper=keeper,
        signer=signer,
    )


def at_home(hands: Hands) -> Hands:
    """The same for the province's own purse, which its department plans and pays."""
    own = replace(hands, officer=hands.colleague, leader=hands.head)
    return own if hands.keeper is None else replace(own, accountant=hands.keeper)
