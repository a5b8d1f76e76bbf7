"""Choosing outstanding products (bình chọn sản phẩm): sheets, means, ranks, councils, terms, who may enter.

Points are whole tenths, so that a mean is exact; every number of the law is handed in by who asks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.calendar import Calendar, add_working_days
from khuyencong.rules.certificates import Term, Validity
from khuyencong.rules.findings import Finding, error, warning
from khuyencong.rules.validity import in_force

TENTHS = 10
"""A point in the unit that sheets are kept in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing a product is judged by, and the most points it may earn; `told` is its clause."""

    code: str
    name: str
    most: int
    told: str = ""


def sheet_findings(tenths: Mapping[str, int | None], criteria: Sequence[Criterion]) -> list[Finding]:
    """What is wrong with one member's sheet: each criterion once, from 0 to its most."""
    found = []
    for each in criteria:
        given = tenths.get(each.code)
        if given is None:
            message = f"Chưa chấm tiêu chí “{each.name}”."
            found.append(error("not_scored", message, f"Ghi từ 0 đến {each.most} điểm.", each.name))
        elif not 0 <= given <= each.most * TENTHS:
            message = f"Điểm “{each.name}” ngoài khoảng từ 0 đến {each.most} ({each.told or 'phiếu chấm'})."
            found.append(error("out_of_range", message, "Sửa điểm của tiêu chí này.", each.name))
    unknown = sorted(set(tenths) - {each.code for each in criteria})
    if unknown:
        message = f"Phiếu có tiêu chí không thuộc đợt này: {', '.join(unknown)}."
        found.append(error("unknown_criterion", message, "Tải lại trang rồi chấm lại."))
    return found


def mean_of(totals: Sequence[int]) -> Fraction | None:
    """The mean of the members' totals in points; None where nobody scored."""
    return Fraction(sum(totals), len(totals) * TENTHS) if totals else None


def reaches(mean: Fraction | None, threshold: int) -> bool:
    """Whether a product may be certified: the exact mean counts, never the one rounded for the page."""
    return mean is not None and mean >= threshold


def ranked(means: Mapping[int, Fraction | None]) -> dict[int, int]:
    """The rank of each by its mean, the best first; equal means share a rank and the next one is left out."""
    known = sorted((mean for mean in means.values() if mean is not None), reverse=True)
    return {key: known.index(mean) + 1 for key, mean in means.items() if mean is not None}


def most_of(count: int, among: int) -> bool:
    """Whether so many are more than half of them."""
    return 2 * count > among


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Who sits: members of the council with its chairs, judges with their heads."""

    council: int
    chairs: int
    judges: int
    heads: int


def council_findings(seats: Seats, sizes: Sequence[int], *, council_law: str, jury_law: str) -> list[Finding]:
    """Whether council and jury are as many as the law asks; every fault at once."""
    found = []
    if seats.council not in sizes:
        wanted = " hoặc ".join(str(each) for each in sizes)
        message = f"Hội đồng có {seats.council} thành viên, phải là {wanted} ({council_law})."
        found.append(error("council_size", message, "Thêm hoặc bớt thành viên.", "Hội đồng"))
    if seats.chairs != 1:
        message = f"Hội đồng phải có một Chủ tịch ({council_law})."
        found.append(error("no_chair", message, "Ghi vai trò của Chủ tịch.", "Hội đồng"))
    if seats.judges % 2 == 0:
        message = f"Ban Giám khảo có {seats.judges} người, phải là số lẻ ({jury_law})."
        found.append(error("jury_even", message, "Thêm hoặc bớt một giám khảo.", "Ban Giám khảo"))
    if seats.judges and seats.heads != 1:
        message = f"Ban Giám khảo phải có một Trưởng ban ({jury_law})."
        found.append(error("no_head", message, "Ghi ai là Trưởng ban.", "Ban Giám khảo"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """How often and in which years a level is chosen at; `law` is the row's clause as it is quoted."""

    every: int
    years: str
    law: str


def year_findings(year: int, usual: Usual, *, last: int | None, last_below: int | None) -> list[Finding]:
    """What is unusual about a round in that year; a warning only, since the authority may fix otherwise."""
    fix = "Cơ quan có thẩm quyền định khác được: ghi số kế hoạch đã duyệt."
    if last is not None and last < year < last + usual.every:
        message = f"Cấp này vừa bình chọn năm {last}; định kỳ {usual.every} năm một lần ({usual.law})."
        return [warning("too_soon", message, fix, "Ô “Năm”")]
    if usual.years in ("odd", "even") and (year % 2 == 1) != (usual.years == "odd"):
        parity = "lẻ" if usual.years == "odd" else "chẵn"
        return [warning("other_year", f"Cấp này thường bình chọn năm {parity} ({usual.law}).", fix, "Ô “Năm”")]
    if usual.years == "after" and last_below is not None and year != last_below + 1:
        message = f"Cấp này bình chọn ngay năm sau vòng cấp dưới, là năm {last_below + 1} ({usual.law})."
        return [warning("other_year", message, fix, "Ô “Năm”")]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the owner declares of a product, and how many angles its photographs show."""

    own: bool
    original: bool
    serial: bool
    angles: int
    described: bool


def declared_findings(said: Declared, *, photos: int, law: str, photo_law: str) -> list[Finding]:
    """Whether a product may take part by what is declared and shown of it."""
    found = []
    for holds, code, words in (
        (said.own, "not_own", "do chính cơ sở sản xuất"),
        (said.original, "copied", "không sao chép, không vi phạm sở hữu trí tuệ"),
        (said.serial, "single_piece", "sản xuất được hàng loạt, không phải độc bản"),
    ):
        if not holds:
            message = f"Cơ sở chưa cam kết sản phẩm {words} ({law})."
            found.append(error(code, message, "Đánh dấu khi cơ sở đã cam kết trong phiếu đăng ký.", "Cam kết"))
    if not said.described:
        found.append(error("not_described", "Chưa có thuyết minh sản phẩm.", "Ghi như bản thuyết minh."))
    if said.angles < photos:
        message = f"Có ảnh ở {said.angles} góc độ, cần {photos} ({photo_law})."
        found.append(error("photos_missing", message, "Thêm ảnh ở góc độ còn thiếu.", "Ảnh"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Lower:
    """The certificate of the level below that an entry names, and until when it stands."""

    level: str
    own: bool
    validity: Validity


def lower_findings(
    below: str, below_name: str, lower: Lower | None, *, instead: bool, letter: bool, on: date, law: str
) -> list[Finding]:
    """Whether a product may enter at a level that asks for a certificate of the one below.

    `instead` says that no round was held below and `letter` that the authority below sent its letter.
    """
    if not below:
        return []
    found = []
    if not letter:
        message = f"Chưa ghi văn bản đề nghị của cấp dưới ({law})."
        found.append(error("no_letter", message, "Ghi số và ngày văn bản.", "Ô “Số văn bản đề nghị”"))
    if lower is None:
        if not instead:
            message = f"Chưa có giấy chứng nhận {below_name} còn giá trị ({law})."
            fix = "Chọn giấy chứng nhận trong sổ của cơ sở, hoặc ghi rằng cấp dưới không tổ chức bình chọn."
            found.append(error("no_lower", message, fix, "Ô “Giấy chứng nhận cấp dưới”"))
        return found
    if not lower.own or lower.level != below:
        message = f"Giấy chứng nhận phải là {below_name}, của chính cơ sở ({law})."
        found.append(error("wrong_lower", message, "Chọn giấy khác.", "Ô “Giấy chứng nhận cấp dưới”"))
    elif not lower.validity.stands(on):
        told = lower.validity.words(on)
        message = f"Giấy chứng nhận cấp dưới không chắc còn giá trị ngày {on:%d/%m/%Y}: {told} ({law})."
        found.append(error("lower_ended", message, "Chọn giấy còn giá trị.", "Ô “Giấy chứng nhận cấp dưới”"))
    return found


def term_from(day: date, terms: Iterable[Term]) -> Validity:
    """Until when a certificate granted on that very day stands; nothing is known where no rule was read."""
    bound = next((each for each in terms if in_force(each.since, each.until, day)), None)
    if bound is None:
        return Validity(last=None, latest=None)
    last = bound.last_day(day.year)
    return Validity(last=last, latest=last, law=bound.law, verified=bound.verified)


class Standing(StrEnum):
    """How a certificate stands on a day, for whoever asks."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words of the public page."""
        return {
            "valid": "Còn giá trị",
            "expired": "Đã hết giá trị",
            "withdrawn": "Đã thu hồi",
            "unknown": "Chưa rõ thời hạn",
        }[self.value]


def standing_on(*, withdrawn: bool, last: date | None, on: date) -> Standing:
    """Withdrawn before all, then expired from the day after its last."""
    if withdrawn:
        return Standing.WITHDRAWN
    if last is None:
        return Standing.UNKNOWN
    return Standing.VALID if on <= last else Standing.EXPIRED


def last_day_of(since: date, days: int, *, working: bool, known: Calendar) -> date:
    """The last day of a term that begins with a notice or a letter on `since`."""
    if working:
        return add_working_days(since, days, known)
    return date.fromordinal(since.toordinal() + days)


def mean_words(mean: Fraction | None) -> str:
    """A mean with two decimals, cut and not rounded: 69,996 is below 70 and must not read as 70,00."""
    if mean is None:
        return ""
    hundredths = int(mean * 100)
    return f"{hundredths // 100},{hundredths % 100:02d}"
