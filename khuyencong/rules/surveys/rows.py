"""Reading one answer out of an export; what is wrong in it gathers, all of it at once."""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from khuyencong.rules.findings import Finding
from khuyencong.rules.returns.model import Sheet, Value
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.surveys.columns import Columns, Source
from khuyencong.rules.surveys.model import AnswerRow, KnownAnswers
from khuyencong.rules.surveys.questions import (
    END,
    MOST_MILLIONS,
    MOST_PEOPLE,
    NOT_LISTED,
    PHOTO,
    QUESTIONS,
    ROUND,
    START,
)
from khuyencong.rules.text import compact

Found = TypeVar("Found", int, str)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
MILLION = 1_000_000
SLACK = timedelta(days=1)
"""A phone's clock may be so far ahead."""
TITLES = {
    ROUND: "Mã đợt",
    START: "Bắt đầu hỏi",
    END: "Kết thúc",
    "sent": "Ngày gửi",
    "key": "Mã phiếu",
    "uuid": "Mã phiếu",
    "instance": "Mã phiếu",
    "root": "Mã phiếu gốc",
    "deprecated": "Mã bản trước",
    "latitude": "Vĩ độ",
    "longitude": "Kinh độ",
    "accuracy": "Sai số",
    "geolocation": "Vị trí",
}
DOWNLOAD = "Tải lại tệp từ máy chủ, không sửa và lưu lại bằng Excel."
NOT_LISTED_LABEL = compact("Chưa có trong sổ")


class RowReader:
    """Reads one row; findings name sheet, cell, question, rule and what to do."""

    def __init__(self, sheet: Sheet, number: int, columns: Columns, known: KnownAnswers) -> None:
        self.sheet, self.number, self.columns, self.known = sheet, number, columns, known
        self.findings: list[Finding] = []

    def read(self) -> AnswerRow | None:
        """The answer; None where anything is wrong."""
        self.of_this_round()
        instance, root = self.identity()
        establishment, name, where = self.establishment()
        taken_at = self.taken_at()
        latitude, longitude, accuracy = self.spot_on_earth()
        row = AnswerRow(
            number=self.number,
            where=where,
            instance=instance or UUID(int=0),
            root=root,
            deprecated=self.uuid("deprecated"),
            commune=self.listed("xa", self.known.communes, needed=True) or 0,
            name=name,
            wants=self.text("muon_lam"),
            taken_at=taken_at or self.known.now,
            establishment=establishment,
            activity=self.listed("noi_dung", self.known.activities),
            machinery=self.text("may_moc"),
            cost=self.millions("chi_phi_trieu"),
            own_money=self.millions("von_tu_co_trieu"),
            outlet=self.listed("dau_ra", self.known.outlets) or "",
            begin_month=self.whole("thang_bat_dau", 1, 12),
            labour=self.whole("lao_dong", 0, MOST_PEOPLE),
            other=self.other(),
            latitude=latitude,
            longitude=longitude,
            accuracy=accuracy,
        )
        return row if not self.findings else None

    def value(self, name: str) -> Value:
        """What stands in the cell; "" for a column that is not there. KoboToolbox writes n/a for no answer."""
        column, row = self.columns.at.get(name), self.sheet.rows[self.number]
        return "" if column is None or column >= len(row) else row[column]

    def where(self, name: str) -> str:
        """The cell, by sheet and address."""
        return place(self.sheet.name, (self.number, self.columns.at.get(name, 0)))

    def wrong(self, name: str, code: str, message: str, fix: str) -> None:
        """One more thing that stops the import, with the question's label."""
        label = QUESTIONS[name].label if name in QUESTIONS else TITLES.get(name, name)
        self.findings.append(error(code, self.where(name), f"{label}: {message}", fix))

    def text(self, name: str) -> str:
        """A text; empty where one must be is wrong."""
        question = QUESTIONS[name]
        value, longest = self.value(name), question.longest or 200
        found = self.plain(name).replace("\r\n", "\n")
        if isinstance(value, date | time | timedelta | bool) or any(is_control(char) for char in found):
            self.wrong(name, "not_a_text", "ô không phải chữ.", DOWNLOAD)
            return ""
        if len(found) > longest:
            self.wrong(name, "too_long", f"dài {len(found)} chữ, quá {longest}.", question.told)
            return ""
        if question.required and not found:
            self.wrong(name, "required", "chưa ghi.", question.required)
        return found

    def plain(self, name: str) -> str:
        """A code or a key as text; a number cell without its ".0"."""
        value = self.value(name)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if is_blank(value) else str(value).strip()

    def of_this_round(self) -> None:
        """The hidden field names this round."""
        said = self.plain(ROUND)
        if said != self.known.round_key:
            told = f"“{said[:40]}” là phiếu của đợt khác." if said else "trống, không biết phiếu của đợt nào."
            fix = f"Nhập ở trang của đúng đợt ấy; đợt này là “{self.known.round_key}”."
            self.wrong(ROUND, "other_round", told, fix)

    def identity(self) -> tuple[UUID | None, UUID | None]:
        """(this wording, the answer): Central keeps the answer's in KEY, KoboToolbox in rootUuid."""
        if self.columns.source is Source.ODK:
            root = self.uuid("key")
            instance = self.uuid("instance") or root
            name = "key"
        else:
            root, name = self.uuid("root"), "uuid"
            instance = self.uuid("uuid") or self.uuid("instance")
        if instance is None and not any(each.code == "instance" for each in self.findings):
            self.wrong(name, "instance", "trống, nên không biết đã nhập hay chưa.", DOWNLOAD)
        return instance, root

    def uuid(self, name: str) -> UUID | None:
        """`uuid:…` or the bare number."""
        said = self.plain(name)
        if not said:
            return None
        try:
            return UUID(said.removeprefix("uuid:"))
        except ValueError:
            self.wrong(name, "instance", f"“{said[:60]}” không phải mã phiếu của ODK.", DOWNLOAD)
            return None

    def establishment(self) -> tuple[int | None, str, str]:
        """(key in the register, name, the cell if it was named by its label); the name of a key comes later."""
        said = self.plain("co_so_trong_so")
        if found := re.fullmatch(r"cs([0-9]{1,15})", said):
            return int(found[1]), "", ""
        if said == NOT_LISTED or compact(said) == NOT_LISTED_LABEL:
            return None, self.text("ten_co_so"), ""
        if not said:
            self.wrong("co_so_trong_so", "required", "chưa chọn.", QUESTIONS["co_so_trong_so"].required)
            return None, "", ""
        return None, said[:200], self.where("co_so_trong_so")

    def listed(self, name: str, known: Mapping[str, Found], *, needed: bool = False) -> Found | None:
        """The row of a list, by code or by label; a code that lost its leading zeros is found as well."""
        said = self.plain(name)
        if not said:
            if needed:
                self.wrong(name, "required", "chưa chọn.", QUESTIONS[name].required)
            return None
        for key in (compact(said), said.zfill(5)):
            if key in known:
                return known[key]
        told = f"“{said[:60]}” " + (
            "không phải xã, phường mà anh/chị nhập được cho đợt này, hoặc tên có ở nhiều nơi."
            if name == "xa"
            else "không có trong danh mục."
        )
        fix = "Tải lại biểu mẫu của đợt; tệp tải về chọn “XML values and headers” để có mã."
        self.wrong(name, f"unknown_{name}", told, fix)
        return None

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number as these tools write it: digits, a point only before zeros."""
        said = self.plain(name)
        if not said:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}(\.0)?", said) or not least <= int(float(said)) <= most:
            fix = f"Ghi một số nguyên từ {least} đến {grouped(most)}, không dấu chấm ngăn hàng nghìn."
            self.wrong(name, "number", f"“{said[:30]}” không phải số nguyên hợp lý.", fix)
            return None
        return int(float(said))

    def millions(self, name: str) -> int | None:
        """Whole triệu đồng as đồng."""
        found = self.whole(name, 0, MOST_MILLIONS)
        return None if found is None else found * MILLION

    def instant(self, name: str) -> datetime | None:
        """A moment in ISO 8601, or a date cell; one without a zone is of here, a date of sending of UTC."""
        value = self.value(name)
        if is_blank(value):
            return None
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        except ValueError:
            found = None
        # A clock years off is no clock; at the ends of the calendar the day here could not even be reckoned.
        if found is None or not FIRST_YEAR < found.year < LAST_YEAR:
            self.wrong(name, "instant", f"“{str(value)[:30]}” không phải ngày giờ do máy ghi.", DOWNLOAD)
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC if name == "sent" else HERE)

    def taken_at(self) -> datetime | None:
        """When it was asked: a moment within the round that has come, not after its own end."""
        start, end, sent = self.instant(START), self.instant(END), self.instant("sent")
        taken, name = (start, START) if start else (sent, "sent")
        if taken is None:
            if not any(each.code == "instant" for each in self.findings):
                self.wrong(START, "required", "trống, không biết hỏi lúc nào.", DOWNLOAD)
            return None
        if start and end and end < start:
            told = f"{day(start):%d/%m/%Y} sau lúc kết thúc {day(end):%d/%m/%Y}."
            self.wrong(START, "days_turned", told, "Xem lại đồng hồ của máy đã hỏi, hoặc hỏi người gửi.")
        if taken > self.known.now + SLACK:
            told = f"{day(taken):%d/%m/%Y} là ngày chưa đến."
            self.wrong(name, "future", told, "Xem lại đồng hồ của máy đã hỏi.")
        elif not self.in_time(day(taken)):
            span = f"từ {self.known.since:%d/%m/%Y} đến hết {self.known.until:%d/%m/%Y}"
            told = f"{day(taken):%d/%m/%Y}, mà đợt khảo sát mở {span} và nay đã đóng."
            self.wrong(name, "closed", told, "Gia hạn đợt khảo sát, hoặc bỏ dòng này.")
        return taken

    def in_time(self, taken: date) -> bool:
        """As for a phone: the round is open today, or was when it was asked."""
        days = (day(self.known.now), taken)
        return any(self.known.since <= each <= self.known.until for each in days)

    def spot_on_earth(self) -> tuple[float | None, float | None, float | None]:
        """Latitude, longitude, accuracy: from columns of their own, else from the one that holds all."""
        apart = [self.coordinate(name, most) for name, most in zip(SPOT, MOST, strict=True)]
        if apart[0] is not None and apart[1] is not None:
            return apart[0], apart[1], apart[2]
        for name, order in (("vi_tri", (0, 1, 3)), ("geolocation", (0, 1))):
            parts = re.findall(r"[^\s,\[\]]+", self.plain(name))
            if len(parts) >= 2 and parts[0] not in ("None", "null"):
                said = [parts[at] for at in order if at < len(parts)]
                numbers = [self.number_in(name, *each) for each in zip(said, MOST, strict=False)]
                return numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else None
        return None, None, None

    def coordinate(self, name: str, most: float) -> float | None:
        """One of the columns of a place."""
        said = self.plain(name)
        return self.number_in(name, said, most) if said else None

    def number_in(self, name: str, said: str, most: float) -> float | None:
        """A number up to so much, either way."""
        try:
            found = float(said)
        except ValueError:
            found = math.nan
        if not abs(found) <= most:
            self.wrong(name, "place", f"“{said[:30]}” không phải tọa độ.", DOWNLOAD)
            return None
        return found

    def other(self) -> str:
        """What else was said; a photograph comes as the name of a file and is kept as that."""
        said, photo = self.text("y_kien"), self.plain(PHOTO)
        named = f"Ảnh ở {self.columns.source}: {photo[:200]}" if photo else ""
        return "\n".join(part for part in (said, named) if part)


FIRST_YEAR, LAST_YEAR = 2000, 2100
SPOT, MOST = ("latitude", "longitude", "accuracy"), (90.0, 180.0, 20_000_000.0)


def day(moment: datetime) -> date:
    """The day it was here."""
    return moment.astimezone(HERE).date()


def grouped(number: int) -> str:
    """With points between thousands, as an officer reads it."""
    return f"{number:,}".replace(",", ".")


def is_control(char: str) -> bool:
    """A character that no text holds; a line may break."""
    return unicodedata.category(char) == "Cc" and char not in "\n\t"
