"""A survey round as an XLSForm: the workbook that ODK Central and KoboToolbox take as a form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter

from khuyencong.industry.models import AnswerEdition, SurveyRound
from khuyencong.industry.queries.survey_forms import Offered
from khuyencong.rules.surveys.questions import END, GROUPS, NOT_LISTED, ROUND, START, Question, form_key

SURVEY = (
    *("type", "name", "label", "hint", "required", "required_message", "relevant", "constraint"),
    *("constraint_message", "appearance", "choice_filter", "calculation", "parameters"),
)
CHOICES = ("list_name", "name", "label", "noi")
SETTINGS = ("form_title", "form_id", "version", "instance_name")
LONGEST_LABEL = 120
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsForm:
    """The three sheets as rows by heading."""

    survey: Sequence[Row]
    choices: Sequence[Row]
    settings: Row


def xlsform(survey: SurveyRound, offered: Offered, *, at: datetime) -> bytes:
    """The form of a round as .xlsx, with the communes, contents and establishments that are offered."""
    form = sheets_of(survey, offered, at=at)
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    write(book, "survey", SURVEY, form.survey)
    write(book, "choices", CHOICES, form.choices)
    write(book, "settings", SETTINGS, [form.settings])
    book.close()
    return content.getvalue()


def sheets_of(survey: SurveyRound, offered: Offered, *, at: datetime) -> XlsForm:
    """What stands in the sheets; the version tells the day and the minute, so that a later one follows."""
    settings = {
        "form_title": survey.title,
        "form_id": form_key(survey.pk),
        "version": f"{at:%Y%m%d%H%M}",
        "instance_name": "concat(${ten_co_so}, ' ', ${muon_lam})",
    }
    return XlsForm(survey=list(questions(survey, offered)), choices=list(choices(offered)), settings=settings)


def questions(survey: SurveyRound, offered: Offered) -> Iterable[Row]:
    """The rows of the sheet "survey"."""
    yield {"type": "start", "name": START}
    yield {"type": "end", "name": END}
    yield {"type": "calculate", "name": ROUND, "calculation": f"'{form_key(survey.pk)}'"}
    for group in GROUPS:
        yield {"type": "begin_group", "name": group.name, "label": group.label}
        yield from (question(each, offered) for each in group.questions)
        yield {"type": "end_group", "name": group.name}


def question(asked: Question, offered: Offered) -> Row:
    """One question; where the register was too long for a form, its hint says so."""
    hint = asked.hint
    if asked.name == "co_so_trong_so" and offered.left_out:
        shown = len(offered.establishments)
        hint += f" Danh sách này có {shown} trong {shown + offered.left_out} cơ sở của sổ."
    return {
        "type": asked.kind,
        "name": asked.name,
        "label": asked.label,
        "hint": hint,
        "required": "yes" if asked.required else "",
        "required_message": asked.required,
        "relevant": asked.relevant,
        "constraint": asked.constraint,
        "constraint_message": asked.told,
        "appearance": asked.appearance,
        "choice_filter": asked.choice_filter,
        "parameters": asked.parameters,
    }


def choices(offered: Offered) -> Iterable[Row]:
    """The rows of the sheet "choices"; "noi" is the commune by which establishments are narrowed down."""
    for unit in offered.communes:
        yield {"list_name": "xa", "name": unit.code, "label": offered.name_of(unit)}
    yield {"list_name": "co_so", "name": NOT_LISTED, "label": "Chưa có trong sổ"}
    for key, name, commune in offered.establishments:
        yield {"list_name": "co_so", "name": f"cs{key}", "label": name[:LONGEST_LABEL], "noi": commune}
    for code, name in offered.activities:
        yield {"list_name": "noi_dung", "name": code, "label": name}
    for value, label in AnswerEdition.Outlet.choices:
        yield {"list_name": "dau_ra", "name": value, "label": str(label)}


def write(book: xlsxwriter.Workbook, name: str, headings: Sequence[str], rows: Iterable[Row]) -> None:
    """One sheet, every cell a text: a code with a leading zero stays what it is."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#E8EEF7"})
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(headings) - 1, 24, text)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, head)
    for number, row in enumerate(rows, start=1):
        for column, heading in enumerate(headings):
            if value := row.get(heading, ""):
                sheet.write_string(number, column, value, text)


def complaints(content: bytes) -> list[str]:
    """What pyxform has against a form, errors and warnings; nothing for one that ODK takes.

    ODK Validate, a Java program that pyxform can start as well, is left out.
    """
    # Imported here: it takes a second, and only an exported form asks for it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        return list(convert(BytesIO(content), file_type=".xlsx", validate=False).warnings)
    except PyXFormError as error:
        return [str(error)]
