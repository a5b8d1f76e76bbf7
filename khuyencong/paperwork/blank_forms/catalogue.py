"""Which blank forms there are on a day (data/blank_forms.csv), each with the form of the law it is, if any."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from khuyencong.norms.models import ReturnForm
from khuyencong.norms.queries.returns import forms_on
from khuyencong.paperwork.forms import Columns, Form, NoFormError, form_on, forms, number_of
from khuyencong.rules.clauses import quoted
from khuyencong.rules.guidance import Reference
from khuyencong.rules.training import named_row

DATA = Path(__file__).resolve().parents[1] / "data" / "blank_forms.csv"
OWN = "Bố cục của hệ thống, không phải mẫu của văn bản nào"


ONE_LAYOUT = (("mau-4a", "mau-4b"), ("mau-5a", "mau-5b"), ("mau-8a", "mau-8b"))
"""Forms for which our writer has one layout until their originals are read."""


class Step(StrEnum):
    """When it is needed, in the order of the work."""

    REGISTER = "register"
    CARRY_OUT = "carry_out"
    SETTLE = "settle"
    REPORT = "report"
    PRODUCTS = "products"

    @property
    def label(self) -> str:
        """The heading over its forms."""
        return {
            "register": "Đăng ký, thẩm định",
            "carry_out": "Thực hiện",
            "settle": "Thanh lý, quyết toán",
            "report": "Báo cáo định kỳ",
            "products": "Bình chọn sản phẩm",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the file: `form` is a code of forms.csv, `return_form` one of the report forms, or neither."""

    code: str
    step: Step
    form: str
    return_form: str
    title: str
    filled_by: str
    to_whom: str
    due: Reference | None
    format: str
    questions: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankForm:
    """A blank form as of a day: of which legal text, since when, how much of it was read."""

    line: Line
    official: Form | None = None
    report: ReturnForm | None = None

    @property
    def code(self) -> str:
        """How it is named in addresses."""
        return self.line.code

    @property
    def of_the_law(self) -> bool:
        """Whether a legal text prescribes it; what a text only names is not prescribed by it."""
        return self.official is not None and bool(self.official.document)

    @property
    def law(self) -> str:
        """Which form of which text it is, marked where nobody has read it; or that it is our own."""
        if self.official is not None and self.of_the_law:
            return quoted(self.official.reference, verified=self.official.verified)
        if self.report is not None and self.report.document is not None:
            return self.report.told
        return OWN

    @property
    def layout(self) -> str:
        """How far the layout is the text's; the same words stand on the form."""
        if self.official is not None:
            return f"{self.official.layout_note} {self.shared}".strip()
        return self.report.source if self.report is not None else ""

    @property
    def shared(self) -> str:
        """That another form has the same layout here and not in the law, where nobody has read the original."""
        if self.official is None or self.official.columns != Columns.NONE:
            return ""
        others = [number_of(each) for pair in ONE_LAYOUT if self.line.form in pair for each in pair]
        if not others:
            return ""
        return (
            f"{' và '.join(others)} là hai mẫu riêng của văn bản; bản gốc chưa đọc được nên hệ thống dùng "
            "chung một bố cục cho cả hai."
        )

    @property
    def since(self) -> date | None:
        """Since when it holds, as far as that is known."""
        source = self.official or self.report
        return source.since if source is not None else None

    @property
    def until(self) -> date | None:
        """From which day on it does not hold any more."""
        source = self.official or self.report
        return source.until if source is not None else None

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return f"{self.code}.{self.line.format}"

    @property
    def words(self) -> str:
        """What else it is found by."""
        return " ".join((self.law, self.line.filled_by, self.line.to_whom, self.line.note))


@cache
def lines() -> tuple[Line, ...]:
    """Every line of the file."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(_line(row) for row in csv.DictReader(file))


def _line(row: Mapping[str, str]) -> Line:
    return Line(
        code=row["code"],
        step=Step(row["step"]),
        form=row["form"],
        return_form=row["return_form"],
        title=row["title"],
        filled_by=row["filled_by"],
        to_whom=row["to_whom"],
        due=named_row(row["due"]) if row["due"] else None,
        format=row["format"],
        questions=tuple(row["questions"].split()),
        note=row["note"],
    )


def first_day() -> date:
    """The first day on which any form of the register held."""
    return min(each.since for each in forms() if each.since is not None)


def blank_forms_on(on: date) -> list[BlankForm]:
    """The forms that hold on that day, in the order of the work; one SELECT."""
    return _told(lines(), on)


def blank_form_on(code: str, on: date) -> BlankForm | None:
    """The form of that code as it holds on that day; None where none does. One SELECT."""
    return next(iter(_told([each for each in lines() if each.code == code], on)), None)


def _told(chosen: Sequence[Line], on: date) -> list[BlankForm]:
    reports = {each.code: each for each in forms_on(on)} if any(each.return_form for each in chosen) else {}
    found = []
    for line in chosen:
        official = _official(line, on)
        report = reports.get(line.return_form)
        if (line.form and official is None) or (line.return_form and report is None):
            continue
        found.append(BlankForm(line=line, official=official, report=report))
    return found


def _official(line: Line, on: date) -> Form | None:
    try:
        return form_on(line.form, on) if line.form else None
    except NoFormError:
        return None
