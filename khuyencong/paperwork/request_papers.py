"""A yearly request as its room knows it → the registration on paper, and its coverage as a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khuyencong.paperwork.dossier.registration import Registration, registration_paper
from khuyencong.paperwork.official import Paper
from khuyencong.paperwork.plan_papers import listed_projects
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.projects.models import LocalPriority, RegistrationDossier
from khuyencong.projects.queries.decisions import Decided
from khuyencong.rules.coverage import Axis, Line, Matrix, view
from khuyencong.rules.norms import Purse

COUNTED = ("Số đề án", "Kinh phí xin (đồng)", "Không có cơ sở", "Lặp", "Đề án")
MADE = "Số liệu minh họa: không phải số thật."


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFile:
    """A request with all its paper needs; `names` are agencies' names of the day by key."""

    dossier: RegistrationDossier
    projects: Sequence[Decided]
    priorities: Sequence[LocalPriority]
    goals: Mapping[int, str]
    results: Mapping[int, str]
    names: Mapping[int, str]
    addressee: str
    on: date
    at: datetime


def request_paper(file: RequestFile) -> Paper:
    """The registration with its list; a draft until it was sent."""
    dossier = file.dossier
    agency = file.names[dossier.agency_id]
    return registration_paper(
        Registration(
            letter=Letter(
                agency=agency,
                parent_agency="",
                place=NO_PLACE,
                on=file.on,
                number="",
                signer_title="GIÁM ĐỐC",
                signer_name="",
                recipients=("Như trên", f"Lưu: VT, {agency}"),
                draft=dossier.sent_at is None,
            ),
            addressee=file.addressee,
            purse=Purse(dossier.purse),
            year=dossier.year,
            last_year_results=dossier.results,
            progress=dossier.progress,
            goals=dossier.targets,
            priorities=[told(each) for each in file.priorities],
            projects=listed_projects(file.projects, names=file.names, goals=file.goals, results=file.results),
            attached=(f"Hồ sơ của {len(file.projects)} đề án đã đạt thẩm định cấp cơ sở",),
            at=file.at,
            made=dossier.made_up,
        )
    )


def told(priority: LocalPriority) -> str:
    """A priority with what it rests on."""
    return f"{priority.name}: {priority.reason}" if priority.reason else priority.name


def coverage_sheet(dossier: RegistrationDossier, matrix: Matrix, rows: Axis, columns: Axis) -> bytes:
    """The matrix as a long table: a row for each cell, empty ones too, so that a filter finds them."""
    notes = [
        f"Xét theo danh mục có hiệu lực ngày {matrix.on:%d/%m/%Y}. {rows.label} × {columns.label.lower()}."
    ]
    if dossier.made_up:
        notes.append(MADE)
    lines = view(matrix, rows, columns)
    title = f"Bao phủ của hồ sơ đăng ký kế hoạch {dossier}"
    header = (rows.label, columns.label, *COUNTED)
    return xlsx_rows(header, cells_of(lines, matrix, columns), title=title, notes=notes)


def cells_of(lines: Sequence[Line], matrix: Matrix, columns: Axis) -> Iterator[tuple[Any, ...]]:
    """A row for each cell."""
    for line in lines:
        for cell in line.cells:
            titles = "; ".join(dict.fromkeys(each.title for each in cell.entries))
            yield (
                line.name,
                matrix.name(columns, cell.column),
                cell.projects,
                cell.support,
                "không có cơ sở" if cell.without_basis and cell.entries else "",
                "lặp" if cell.repeats else "",
                titles,
            )
