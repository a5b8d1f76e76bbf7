"""A round of outstanding products walked step by step, for the tests of rooms and pages."""

from dataclasses import replace
from datetime import date, timedelta

from khuyencong.industry.actions.products.certificates import Signed
from khuyencong.industry.actions.products.entries import EntrySaid, keep_product_photo
from khuyencong.industry.actions.products.judging import declare_interest, hand_in_sheet
from khuyencong.industry.actions.products.rounds import (
    BegunRound,
    CouncilSaid,
    MemberSaid,
    seat_member,
    set_up_council,
)
from khuyencong.industry.lifecycle.products import (
    PRODUCT_CERTIFICATE,
    PRODUCT_COMPLAINT,
    PRODUCT_ENTRY,
    PRODUCT_ROUND,
    Concluded,
    start_entry,
    start_product_round,
)
from khuyencong.industry.models import ProductComplaint, ProductEntry, ProductPhoto, ProductRound
from khuyencong.workflow.lifecycle import Act

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9"
SAID = EntrySaid(
    name="Bàn gỗ mít",
    group="nhom-tcmn",
    description="Bàn làm bằng gỗ mít của vườn nhà, lắp mộng, không đinh.",
    standard="Độ ẩm gỗ dưới 12 %",
    own=True,
    original=True,
    serial_made=True,
    no_round_below=True,
    letter_number="15/UBND-KT",
    letter_on=date(2026, 11, 2),
)
FULL = {"tc-thi-truong": 320, "tc-kinh-te": 310, "tc-van-hoa": 80, "tc-khac": 90}
"""Eighty points, in tenths."""


def do(name, found, by, at, **more):
    """Perform a move in somebody's name."""
    kind = name.partition(".")[0]
    lives = (PRODUCT_ROUND, PRODUCT_ENTRY, PRODUCT_CERTIFICATE, PRODUCT_COMPLAINT)
    life = next(each for each in lives if each.kind == kind)
    return life.perform(name, found, Act(by=by, at=at, **more))


def begun(by, at, **more) -> ProductRound:
    """A provincial round of this year that takes products for a month."""
    said = BegunRound(
        year=at.year,
        level="province",
        until=at.date() + timedelta(days=30),
        plan="Kế hoạch 12/KH-UBND ngày 05/01/2026",
    )
    return start_product_round(replace(said, **more), Act(by=by, at=at))


def entered(found, establishment, by, at, *, photos=True, **more) -> ProductEntry:
    """A product with its photographs, not sent yet."""
    entry = start_entry(found, establishment, replace(SAID, **more), Act(by=by, at=at))
    if photos:
        for angle in ProductPhoto.Angle:
            keep_product_photo(
                entry, JPEG + angle.value.encode(), angle, f"Bàn gỗ, {angle.label}", by=by, at=at
            )
    return entry


def accepted(found, establishment, by, checker, at, **more) -> ProductEntry:
    """The same, sent and found in order."""
    entry = do("product_entry.send", entered(found, establishment, by, at, **more), by, at)
    return do("product_entry.accept", entry, checker, at)


def seated(found, judges, by, at, *, council=7, jury=None) -> None:
    """A council of so many names and a jury of these people, the first its head."""
    set_up_council(found, CouncilSaid(number="9/QĐ-UBND", on=at.date()), by=by, at=at)
    for number in range(council):
        said = MemberSaid(
            user=None,
            name=f"Ủy viên {number + 1}",
            post="Sở",
            role="chair" if number == 0 else "member",
            jury="none",
        )
        seat_member(found, said, by=by, at=at)
    for number, judge in enumerate(judges):
        part = "head" if number == 0 else "judge"
        seat_member(
            found, MemberSaid(user=judge.account, name="", post="", role="none", jury=part), by=by, at=at
        )


def scored(entry, judges, at, points=FULL) -> None:
    """Each declares nothing and hands in the same sheet."""
    for judge in judges:
        declare_interest(entry, conflicted=False, words="", by=judge, at=at)
        hand_in_sheet(entry, points, "", by=judge, at=at)


def concluded(found, by, at, chosen) -> ProductRound:
    """The minutes, with these products proposed."""
    keys = frozenset(each.pk for each in chosen)
    given = Concluded(held_on=at.date(), place="Cao Lãnh", words="Ban Giám khảo đã chấm", chosen=keys)
    return do("product_round.conclude", found, by, at, given=given)


def decided(found, by, at) -> ProductRound:
    """The decision as it was signed."""
    given = Signed(number="77/QĐ-UBND", on=at.date(), signer="Chủ tịch, Nguyễn Văn Thử")
    return do("product_round.decide", found, by, at, given=given)


def announced(found, by, at) -> ProductRound:
    """Its result made known on the same day."""
    return do("product_round.announce", found, by, at, given=at.date())


def last_complaint() -> ProductComplaint:
    """The one that was written down last."""
    return ProductComplaint.objects.latest("pk")
