"""What has to be so before a product is sent, a jury scores, its result is concluded, decided and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.industry.actions.products.certificates import Signed
from khuyencong.industry.models import ProductEntry, ProductMember, ProductRound
from khuyencong.industry.queries.lists import validity_in
from khuyencong.industry.queries.products.judging import Tally, tallies_of
from khuyencong.industry.queries.products.law import clause_of
from khuyencong.industry.queries.products.rounds import accepted_in, makes_there, members_of
from khuyencong.norms.models import ProductLevel
from khuyencong.rules.findings import Finding, error
from khuyencong.rules.products import (
    Declared,
    Lower,
    Seats,
    council_findings,
    declared_findings,
    lower_findings,
)
from khuyencong.workflow.lifecycle import Act

Life, One = ProductRound.State, ProductEntry.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """The jury's minutes, and which of the products that may be recognised the council proposes (by key)."""

    held_on: date
    place: str
    words: str
    chosen: frozenset[int]


def complete(entry: ProductEntry, act: Act) -> Sequence[Finding]:
    """The round still takes products, and this one may take part."""
    found = entry.round
    if found.state != Life.OPEN or act.on > found.until:
        message = f"Đợt này nhận đăng ký đến hết {found.until:%d/%m/%Y}."
        return [error("closed", message, "Chờ đợt sau, hoặc rút hồ sơ.")]
    return [*may_take_part(entry, act.on), *_in_its_place(entry)]


def may_take_part(entry: ProductEntry, on: date) -> list[Finding]:
    """What stands against the product by the rules of the day."""
    found = entry.round
    said = Declared(
        own=entry.own,
        original=entry.original,
        serial=entry.serial_made,
        angles=entry.photos.values("angle").distinct().count(),
        described=bool(entry.description),
    )
    wrong = declared_findings(
        said, photos=found.photos, law=clause_of("binh-chon-tham-gia", on), photo_law=found.photos_law
    )
    below = ProductLevel.Level(found.below).label.lower() if found.below else ""
    return wrong + lower_findings(
        found.below,
        below,
        lower_of(entry),
        # Only a province may be entered without a certificate from below, where no round was held there.
        instead=entry.no_round_below and found.level == ProductLevel.Level.PROVINCE,
        letter=bool(entry.letter_number),
        on=on,
        law=clause_of("binh-chon-cap-tren", on),
    )


def lower_of(entry: ProductEntry) -> Lower | None:
    """The certificate from below that it names."""
    row = entry.lower
    if row is None:
        return None
    # A merged row stands for the one it leads to, on both sides.
    own = row.withdrawn_on is None and row.establishment.kept_key == entry.establishment.kept_key
    return Lower(level=row.level, own=own, validity=validity_in(row.year))


def _in_its_place(entry: ProductEntry) -> list[Finding]:
    if makes_there(entry.round, entry.establishment):
        return []
    message = f"{entry.establishment} không có địa điểm sản xuất trong địa bàn của đợt này ({entry.round.law})."
    return [error("other_place", message, "Đăng ký ở đợt của địa bàn ấy.", "Cơ sở")]


def still_open(entry: ProductEntry, act: Act) -> Sequence[Finding]:
    """The jury has not begun."""
    if entry.round.state == Life.OPEN:
        return ()
    return [error("before_jury", "Ban Giám khảo đang chấm, không đổi hồ sơ được.", "Chờ kết quả.")]


def clashes_in(found: ProductRound, on: date) -> list[Finding]:
    """What is wrong with council and jury as they are."""
    if not found.council_number or found.council_on is None:
        return [error("no_council", "Chưa ghi quyết định lập Hội đồng.", "Ghi số và ngày.", "Hội đồng")]
    members = members_of(found)
    seats = Seats(
        council=sum(each.role != ProductMember.Role.NONE for each in members),
        chairs=sum(each.role == ProductMember.Role.CHAIR for each in members),
        judges=sum(each.judges for each in members),
        heads=sum(each.jury == ProductMember.Jury.HEAD for each in members),
    )
    jury_law = clause_of("binh-chon-giam-khao", on)
    return council_findings(seats, found.council_sizes, council_law=found.law, jury_law=jury_law)


def ready_to_judge(found: ProductRound, act: Act) -> Sequence[Finding]:
    """A council by decision, a jury of an odd number, products whose papers were all checked."""
    if wrong := clashes_in(found, act.on):
        return wrong
    unchecked = ProductEntry.objects.filter(round=found, state=One.SENT).values_list("name", flat=True)
    if names := list(unchecked[:5]):
        message = f"Còn hồ sơ chưa kiểm tra: {', '.join(names)}."
        return [error("unchecked", message, "Nhận hoặc trả lại từng hồ sơ.", "Sản phẩm")]
    if not accepted_in(found):
        return [error("nothing_entered", "Chưa có hồ sơ hợp lệ nào.", "Chờ cơ sở đăng ký.", "Sản phẩm")]
    return ()


def missing_sheets(entries: Sequence[ProductEntry], tallies: dict[int, Tally]) -> list[Finding]:
    """Whose sheets are still out, product by product."""
    found = []
    for each in entries:
        tally = tallies[each.pk]
        if tally.missing:
            message = f"{each.name}: chưa có phiếu của {', '.join(tally.missing)}."
            found.append(error("sheets_missing", message, "Nhắc giám khảo khai liên quan rồi chấm.", "Phiếu"))
        elif not tally.enough:
            message = f"{each.name}: chỉ {len(tally.totals)} trên {tally.jury} giám khảo chấm được."
            fix = "Trả đợt về nhận đăng ký để thêm giám khảo không liên quan (quy ước: quá nửa phải chấm)."
            found.append(error("too_few_sheets", message, fix, "Phiếu"))
    return found


def every_sheet_is_in(found: ProductRound, act: Act) -> Sequence[Finding]:
    """The council met, every judge who may has scored, and only who reached the threshold is proposed."""
    given = act.given
    if not isinstance(given, Concluded) or not given.place.strip() or not given.words.strip():
        return [error("no_minutes", "Chưa ghi nơi họp, nội dung biên bản.", "Ghi như biên bản.", "Biên bản")]
    if given.held_on > act.on or (found.council_on is not None and given.held_on < found.council_on):
        message = "Ngày họp phải từ ngày lập Hội đồng đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày họp.", "Ô “Họp ngày”")]
    entries = accepted_in(found)
    tallies = tallies_of(found, entries, act.on)
    if wrong := missing_sheets(entries, tallies):
        return wrong
    names = {each.pk: each.name for each in entries}
    low = [names[key] for key in sorted(given.chosen & names.keys()) if not tallies[key].reaches]
    if low or given.chosen - names.keys():
        message = f"Dưới {found.threshold} điểm thì không trình công nhận được ({found.threshold_law})"
        told = f"{message}: {', '.join(low)}." if low else f"{message}."
        return [error("below_threshold", told, "Bỏ đánh dấu sản phẩm ấy.", "Trình công nhận")]
    return ()


def signed_in_order(found: ProductRound, act: Act) -> Sequence[Finding]:
    """The decision has its number, day and signer, after the council met."""
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip() or not given.signer.strip():
        return [error("no_number", "Chưa ghi số quyết định, người ký.", "Ghi như trên quyết định đã ký.")]
    if given.on > act.on or (found.held_on is not None and given.on < found.held_on):
        message = "Ngày ký phải từ ngày Hội đồng họp đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày ký.", "Ô “Ngày ký”")]
    return ()


def told_in_order(found: ProductRound, act: Act) -> Sequence[Finding]:
    """The makers were told after the decision, and not on a day to come."""
    given = act.given
    if (
        not isinstance(given, date)
        or given > act.on
        or (found.signed_on is not None and given < found.signed_on)
    ):
        message = "Ngày thông báo phải từ ngày ký quyết định đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày thông báo.", "Ô “Thông báo ngày”")]
    return ()
