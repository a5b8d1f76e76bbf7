"""What a line of a report form is: its unit, where it belongs, how it adds up, how its figures are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.money import Unit, number, to_dong
from khuyencong.rules.printed import UnreadableFigureError, read_printed

MOST = 10**17
"""No figure of a return is as large: it was typed in the wrong unit, and a bigint would not hold much more."""


class Polarity(StrEnum):
    """Whether more of it is better."""

    MORE = "more"
    LESS = "less"
    NONE = "none"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {"more": "Nhiều hơn là tốt", "less": "Ít hơn là tốt", "none": "Không xếp tốt xấu"}[self.value]


class Aggregation(StrEnum):
    """How periods of a year make up the year: they add up, or the last one stands."""

    SUM = "sum"
    LAST = "last"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {"sum": "Cộng các kỳ", "last": "Lấy kỳ cuối"}[self.value]


PRODUCT_GROUPS = {
    "nhom-tcmn": "thủ công mỹ nghệ",
    "nhom-nong-lam-thuy-san": "chế biến nông, lâm, thủy sản và thực phẩm",
    "nhom-co-khi": "thiết bị, máy móc, dụng cụ, phụ tùng cơ khí",
    "nhom-khac": "sản phẩm khác",
}
"""The groups of outstanding products by the codes of their rows, as the form lists them."""
PRODUCT_LEVELS = {"tinh": "cấp tỉnh", "tw": "cấp khu vực, quốc gia"}
PRODUCT_COUNTS = {"dk": "có hồ sơ gửi trong kỳ", "cn": "được cấp giấy chứng nhận trong kỳ"}
PRODUCT_FILLS = {
    f"sp-{level}-{what}-{group}": f"Số sản phẩm bình chọn {at} {done}, nhóm {named}"
    for level, at in PRODUCT_LEVELS.items()
    for what, done in PRODUCT_COUNTS.items()
    for group, named in PRODUCT_GROUPS.items()
}
"""What is counted of rounds of outstanding products: level, whether registered or certified, group."""

FILLS: Mapping[str, str] = {
    "cong-dong": "Cộng các dòng thuộc chỉ tiêu này",
    "tien-dong": "Kinh phí đã nghiệm thu trong kỳ của dòng chi, theo sổ cái",
    "so-de-an": "Số đề án của dòng chi được nghiệm thu lần cuối trong kỳ",
    "so-co-so": "Số cơ sở thụ hưởng của các đề án thuộc dòng chi được nghiệm thu lần cuối trong kỳ",
    "doi-ung-dong": "Vốn đối ứng xác nhận khi nghiệm thu trong kỳ, của dòng chi",
    "de-an-giao": "Số đề án có tiền được giao trong năm, đến cuối kỳ",
    "de-an-dang-lam": "Số đề án có hợp đồng, chưa nghiệm thu lần cuối, lúc cuối kỳ",
    "de-an-nghiem-thu": "Số đề án nghiệm thu lần cuối trong năm, đến cuối kỳ",
    "de-an-ngung": "Số đề án ngừng trong năm, đến cuối kỳ",
    "tien-giao": "Kinh phí được giao trong năm, đến cuối kỳ, theo sổ cái",
    "tien-tam-ung": "Kinh phí đã tạm ứng mà chưa có khối lượng, lúc cuối kỳ, theo sổ cái",
    "tien-nghiem-thu": "Kinh phí đã nghiệm thu trong năm, đến cuối kỳ, theo sổ cái",
    "tien-chi": "Kinh phí đã chi trong năm, đến cuối kỳ, theo sổ cái",
    "so-cum": "Số cụm công nghiệp trong sổ, trừ cụm mới chỉ có trong danh mục, lúc cuối kỳ",
    "cum-co-thue": "Số cụm có đất đang cho thuê, lúc cuối kỳ",
    "cum-ha-thanh-lap": "Diện tích theo quyết định thành lập của từng cụm, lúc cuối kỳ",
    "cum-ha-mo-rong": "Diện tích mở rộng của từng cụm, lúc cuối kỳ",
    "cum-ha-quy-hoach": "Diện tích quy hoạch chi tiết của từng cụm, lúc cuối kỳ",
    "cum-ha-cong-nghiep": "Đất công nghiệp của từng cụm, lúc cuối kỳ",
    "cum-ha-cho-thue": "Đất đang cho thuê của từng cụm, cộng từng dòng thuê, lúc cuối kỳ",
    "cum-ben-thue": "Số bên đang thuê đất của từng cụm, lúc cuối kỳ",
    "cum-von-trong-nuoc": "Vốn trong nước đăng ký được báo gần nhất của từng cụm, đến cuối kỳ",
    "cum-von-nuoc-ngoai": "Vốn nước ngoài đăng ký được báo gần nhất của từng cụm, đến cuối kỳ",
    "cum-lao-dong": "Lao động được báo gần nhất của từng cụm, đến cuối kỳ",
    **PRODUCT_FILLS,
}
"""The ways an indicator may fill itself: code → what is counted. What does it is reporting.queries.filling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """One line of a form as it stands on a day; a value is a whole number, of đồng where it is `money`.

    `decimals` says how many digits after the comma the whole number holds: 12,5 ha with two of them is 1250.
    `activity` is a content of the programme, `line` the report line whose projects it is about, `group` the
    programme's group. `province` is the row id of the one it is of, None for all.
    """

    code: str
    name: str
    form: str
    unit: str
    number: str = ""
    purse: str = "all"
    money: bool = False
    decimals: int = 0
    parent: str = ""
    polarity: Polarity = Polarity.NONE
    tolerance: int | None = None
    small_base: int | None = None
    aggregation: Aggregation = Aggregation.SUM
    fill: str = ""
    activity: str = ""
    line: str = ""
    group: int | None = None
    province: int | None = None

    @property
    def title(self) -> str:
        """Its number on the form, and what it is."""
        return f"{self.number}. {self.name}" if self.number else self.name

    @property
    def shown_unit(self) -> str:
        """The unit in which it is shown and typed."""
        return Unit.TRIEU.label if self.money else self.unit

    @property
    def places(self) -> int:
        """How many digits its whole number holds after the comma of the unit shown."""
        return 6 if self.money else self.decimals

    def show(self, value: int | None) -> str:
        """As pages tell it, without the unit: "1.250" or, of money, triệu đồng with a comma; "" for unknown."""
        if value is None:
            return ""
        shown = Fraction(value, 10**self.places)
        fewest = 1 if self.money else self.decimals
        decimals = next(each for each in range(fewest, self.places + 1) if (shown * 10**each).denominator == 1)
        return number(shown, decimals)

    def told(self, value: int | None) -> str:
        """The same with its unit; "chưa có" for unknown."""
        return f"{self.show(value)} {self.shown_unit}" if value is not None else "chưa có"

    def read(self, text: str) -> int | None:
        """What was typed in the unit shown, as the whole number it is kept as; None for nothing.

        UnreadableFigureError, in an officer's words, for what is no such number.
        """
        if not text.strip():
            return None
        printed = read_printed(text)
        if printed.qualifier:
            raise UnreadableFigureError(f"“{text}”: ghi số đúng, không ghi khoảng, hơn, dưới")
        value = to_dong(printed.value, Unit.TRIEU) if self.money else self._whole(printed.value, text)
        if abs(value) > MOST:
            raise UnreadableFigureError(f"“{text}” quá lớn: xem lại đơn vị, ô này tính bằng {self.shown_unit}")
        return value

    def _whole(self, value: Decimal, text: str) -> int:
        kept = value * 10**self.decimals
        if kept != kept.to_integral_value():
            most = f"nhiều nhất {self.decimals} chữ số sau dấu phẩy" if self.decimals else "phải là số nguyên"
            raise UnreadableFigureError(f"“{text}”: {self.unit} {most}")
        return int(kept)


def children(lines: Iterable[IndicatorLine]) -> dict[str, tuple[str, ...]]:
    """Each line that others belong to, and those, in the order of the form."""
    found: dict[str, list[str]] = {}
    for each in lines:
        if each.parent:
            found.setdefault(each.parent, []).append(each.code)
    return {parent: tuple(codes) for parent, codes in found.items()}
