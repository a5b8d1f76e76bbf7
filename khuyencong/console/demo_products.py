"""Made rounds of outstanding products: one made known, with a certificate taken back; one before its jury.

Products, names and pictures are made up and say so; the pictures are drawn here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from khuyencong.console.demo_days import Days
from khuyencong.industry.actions.products.certificates import Complained, Signed
from khuyencong.industry.actions.products.entries import (
    ConsentSaid,
    EntrySaid,
    keep_product_photo,
    note_consent,
)
from khuyencong.industry.actions.products.judging import declare_interest, hand_in_sheet
from khuyencong.industry.actions.products.rounds import (
    BegunRound,
    CouncilSaid,
    MemberSaid,
    seat_member,
    set_up_council,
)
from khuyencong.industry.lifecycle import PRODUCT_CERTIFICATE, PRODUCT_ENTRY, PRODUCT_ROUND
from khuyencong.industry.lifecycle.products import (
    Concluded,
    start_complaint,
    start_entry,
    start_product_round,
)
from khuyencong.industry.models import Establishment, ProductEntry, ProductPhoto, ProductRound
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.paperwork.drawings import png_of
from khuyencong.workflow.lifecycle import Act

PLAN = "Kế hoạch 00/KH-UBND (minh họa)"
GROUPS = {
    "Mộc": "nhom-tcmn",
    "Đan lát": "nhom-tcmn",
    "Rèn": "nhom-co-khi",
    "Cơ khí": "nhom-co-khi",
    "Gạch không nung": "nhom-khac",
    "May": "nhom-khac",
}
COLOURS = ("#c98b4a", "#5b8c5a", "#7a6bb0", "#b0584a", "#3f7f93", "#a8953a")
ANGLES = {"front": (30, 40, 120, 90), "side": (60, 40, 60, 90), "top": (40, 55, 100, 60)}
"""From where → the box that is drawn: left, top, width, height."""
FULL = {"tc-thi-truong": 40, "tc-kinh-te": 40, "tc-van-hoa": 10, "tc-khac": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who works on a round: who runs it, who decides, who judges."""

    officer: Actor
    head: Actor
    judges: Sequence[Actor]


def office(officer: str, head: str, judges: Sequence[str], at: datetime) -> Office | None:
    """The demonstration accounts at their desks; None where one of them is not there."""
    found = []
    for name in (officer, head, *judges):
        user = person_named(name)
        if user is None:
            return None
        found.append(seated(user, localdate(at)))
    return Office(officer=found[0], head=found[1], judges=found[2:])


def load_products(at: datetime) -> int:
    """How many products were added; a second run adds none."""
    days = Days(at=at)
    south = office("dongthap", "lanhdaodongthap", ("lanhdaodongthap", "dongthap2", "xadongthap"), at)
    west = office(
        "tayninh", "lanhdaotayninh", ("lanhdaotayninh", "ketoantayninh", "lanhdaotrungtamtayninh"), at
    )
    if south is None or west is None or ProductRound.objects.filter(made_up=True).exists():
        return 0
    done = chosen(south, days)
    return done + before_its_jury(west, days)


def picture(colour: str, angle: str) -> bytes:
    """A thing seen from one side, as a drawing."""
    left, top, width, height = ANGLES[angle]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 135" width="180" height="135">'
        '<rect width="180" height="135" fill="#f1efe9"/>'
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="12" fill="{colour}"/>'
        f'<rect x="{left + 8}" y="{top + 8}" width="{width - 16}" height="12" fill="#fff" opacity=".45"/>'
        "</svg>"
    )
    return png_of(svg, ())


def entered(found: ProductRound, owner: Establishment, number: int, by: Actor, at: datetime) -> ProductEntry:
    """A product of an establishment of the register with its photographs, not sent yet."""
    product = owner.products.order_by("pk").values_list("name", flat=True).first() or "Sản phẩm"
    group = next((code for words, code in GROUPS.items() if words in owner.name), "nhom-nong-lam-thuy-san")
    said = EntrySaid(
        name=f"{product} (minh họa)",
        group=group,
        description="Nguyên liệu trong vùng, làm quanh năm, bán ở ba tỉnh; thuyết minh minh họa.",
        standard="Tiêu chuẩn cơ sở (minh họa)",
        own=True,
        original=True,
        serial_made=True,
        no_round_below=True,
        letter_number="00/UBND (minh họa)",
        letter_on=localdate(at),
    )
    entry = start_entry(found, owner, said, Act(by=by, at=at))
    for angle in ProductPhoto.Angle:
        alt = f"{product} (hình vẽ minh họa), {angle.label.lower()}"
        content = picture(COLOURS[number % len(COLOURS)], angle.value)
        keep_product_photo(entry, content, angle, alt, by=by, at=at)
    return entry


def owners_of(actor: Actor, count: int) -> list[Establishment]:
    """A few made establishments in her places."""
    rows = Establishment.objects.visible_to(actor).standing().filter(made_up=True, products__isnull=False)
    return list(rows.distinct().order_by("pk")[:count])


def set_up(found: ProductRound, who: Office, at: datetime) -> None:
    """A council of names and a jury of accounts."""
    by = who.officer
    set_up_council(found, CouncilSaid(number="00/QĐ-UBND (minh họa)", on=localdate(at)), by=by, at=at)
    for number in range(found.council_sizes[0]):
        name, role = f"Ủy viên minh họa {number + 1}", "chair" if number == 0 else "member"
        said = MemberSaid(user=None, name=name, post="Minh họa", role=role, jury="none")
        seat_member(found, said, by=by, at=at)
    for number, judge in enumerate(who.judges):
        jury = "head" if number == 0 else "judge"
        said = MemberSaid(user=judge.account, name="", post="", role="none", jury=jury)
        seat_member(found, said, by=by, at=at)


def scored(entry: ProductEntry, judge: Actor, percent: int, at: datetime) -> None:
    """A judge's sheet at that share of every criterion."""
    declare_interest(entry, conflicted=False, words="", by=judge, at=at)
    tenths = {code: most * percent // 10 for code, most in FULL.items()}
    hand_in_sheet(entry, tenths, "", by=judge, at=at)


def opened(who: Office, at: datetime, until: datetime) -> ProductRound:
    """A made round of the province, of the year of its day."""
    said = BegunRound(
        year=localdate(at).year, level="province", until=localdate(until), plan=PLAN, made_up=True
    )
    return start_product_round(said, Act(by=who.officer, at=at))


def sent(found: ProductRound, owners: Sequence[Establishment], who: Office, at: datetime) -> list[ProductEntry]:
    """Their products, sent and found in order."""
    rows = []
    for number, owner in enumerate(owners):
        entry = entered(found, owner, number, who.officer, at)
        for name in ("product_entry.send", "product_entry.accept"):
            entry = PRODUCT_ENTRY.perform(name, entry, Act(by=who.officer, at=at))
        rows.append(entry)
    return rows


def chosen(who: Office, days: Days) -> int:
    """A round whose result was made known: one product below the threshold, one certificate taken back."""
    begun, met, told = days.within(40), days.within(20), days.within(6)
    found = opened(who, begun, met)
    entries = sent(found, owners_of(who.officer, 6), who, begun)
    set_up(found, who, begun)
    found = PRODUCT_ROUND.perform("product_round.convene", found, Act(by=who.officer, at=met))
    for number, entry in enumerate(entries):
        for judge in who.judges:
            scored(entry, judge, 62 if number == 5 else 92 - 3 * number, met)
    given = Concluded(
        held_on=localdate(met),
        place="Cao Lãnh (minh họa)",
        words="Ban Giám khảo chấm độc lập, tổng hợp như bảng (minh họa).",
        chosen=frozenset(each.pk for each in entries[:5]),
    )
    PRODUCT_ROUND.perform("product_round.conclude", found, Act(by=who.officer, at=met, given=given))
    signed = Signed(number="00/QĐ-UBND (minh họa)", on=localdate(told), signer="Chủ tịch, họ tên (minh họa)")
    # Who sent the products does not recognise them.
    PRODUCT_ROUND.perform("product_round.decide", found, Act(by=who.head, at=told, given=signed))
    act = Act(by=who.officer, at=told, given=localdate(told))
    PRODUCT_ROUND.perform("product_round.announce", found, act)
    afterwards(entries, who, days, signed)
    return len(entries)


def afterwards(entries: Sequence[ProductEntry], who: Office, days: Days, signed: Signed) -> None:
    """Two makers agree to be reached, one certificate is taken back, one complaint waits."""
    at = days.within(3)
    for entry in entries[:2]:
        said = ConsentSaid(agreed=True, said_by="Chủ cơ sở (minh họa)", how="Phiếu có chữ ký", on=localdate(at))
        note_consent(entry, said, by=who.officer, at=at)
    paper = ProductEntry.objects.select_related("certificate").get(pk=entries[4].pk).certificate
    reason = "Cơ sở không còn sản xuất sản phẩm như đã cam kết (minh họa)."
    PRODUCT_CERTIFICATE.perform("product_certificate.doubt", paper, Act(by=who.officer, at=at, reason=reason))
    back = Signed(number="01/QĐ-UBND (minh họa)", on=localdate(at), signer=signed.signer)
    act = Act(by=who.head, at=at, reason=reason, given=back)
    PRODUCT_CERTIFICATE.perform("product_certificate.withdraw", paper, act)
    low = ProductEntry.objects.get(pk=entries[5].pk)
    words = "Đề nghị xem lại điểm tiêu chí kinh tế, kỹ thuật (minh họa)."
    start_complaint(low, Complained(words=words, on=localdate(at)), Act(by=who.officer, at=at))


def before_its_jury(who: Office, days: Days) -> int:
    """A round of which one judge has scored; a product that came back waits for its photographs."""
    begun, met = days.within(15), days.within(2)
    found = opened(who, begun, days.at + timedelta(days=20))
    owners = owners_of(who.officer, 4)
    entries = sent(found, owners[:3], who, begun)
    late = entered(found, owners[3], 3, who.officer, begun)
    late = PRODUCT_ENTRY.perform("product_entry.send", late, Act(by=who.officer, at=begun))
    reason = "Ảnh mặt bên chưa rõ (minh họa)"
    PRODUCT_ENTRY.perform("product_entry.return", late, Act(by=who.officer, at=met, reason=reason))
    set_up(found, who, begun)
    PRODUCT_ROUND.perform("product_round.convene", found, Act(by=who.officer, at=met))
    for entry in entries:
        scored(entry, who.judges[0], 84, met)
    return len(entries) + 1
