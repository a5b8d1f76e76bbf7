"""A province's registration of its yearly plan: the letter with its three parts, and the list of projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import breakdown, in_full, state_part, together
from khuyencong.paperwork.dossier.parts import ListedProject, dashed, programme, written
from khuyencong.paperwork.dossier.plan_list import plan_table
from khuyencong.paperwork.forms import form_on
from khuyencong.paperwork.official import Annex, Block, Heading, Paper, Paragraph
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.norms import Purse

LOCAL_LIST = "Bố cục của hệ thống, dựa theo Mẫu số 2 của kế hoạch khuyến công quốc gia."


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The request of one province for one purse and one year; texts may hold several lines."""

    letter: Letter
    addressee: str
    purse: Purse
    year: int
    last_year_results: str
    progress: str
    goals: str
    priorities: Sequence[str]
    projects: Sequence[ListedProject]
    attached: Sequence[str]
    at: datetime
    made: bool = False


def registration_paper(registration: Registration) -> Paper:
    """The letter (tờ trình, or báo cáo as its Letter says) with the list as its annex."""
    on, purse = registration.letter.on, registration.purse
    form = form_on("dang-ky", on)
    subject = f"Về việc đăng ký kế hoạch {programme(purse)} năm {registration.year}"
    return Paper(
        letter=registration.letter,
        subject=subject,
        addressee=registration.addressee,
        blocks=[*told(registration), *requested(registration), *list_annex(registration)],
        at=registration.at,
        footnotes=(form.layout_note,) if purse is Purse.NATIONAL else (),
        made=registration.made,
    )


def told(registration: Registration) -> list[Block]:
    """What the law wants to be told: last year, this year, next year."""
    year = registration.year
    return [
        Heading(text=f"I. Kết quả thực hiện công tác khuyến công năm {year - 2}"),
        *written(registration.last_year_results),
        Heading(text=f"II. Tình hình thực hiện kế hoạch khuyến công năm {year - 1}"),
        *written(registration.progress),
        Heading(text=f"III. Mục tiêu và định hướng công tác khuyến công năm {year}"),
        *written(registration.goals),
        Paragraph(text="Ngành nghề, sản phẩm địa phương tập trung phát triển:"),
        *dashed(registration.priorities, empty="Chưa xác định."),
    ]


def requested(registration: Registration) -> list[Block]:
    """How many projects, how much in figures and words, what goes with it."""
    whole = together(each.money for each in registration.projects)
    asked = state_part(whole, registration.purse)
    name = programme(registration.purse)
    return [
        Heading(text=f"IV. Đề nghị đưa vào kế hoạch năm {registration.year}"),
        Paragraph(
            text=f"{registration.letter.agency} đăng ký {len(registration.projects)} đề án, tổng kinh phí "
            f"{in_full(whole.total)}; trong đó đề nghị kinh phí {name} hỗ trợ {in_full(asked)}."
        ),
        *([Paragraph(text=f"Cơ cấu nguồn: {breakdown(whole)}.")] if whole.total else []),
        Paragraph(text="Danh mục chi tiết tại Phụ lục kèm theo. Hồ sơ gửi kèm gồm:"),
        *dashed(registration.attached),
    ]


def list_annex(registration: Registration) -> list[Block]:
    """Mẫu 2, and what is known of it."""
    form = form_on("mau-2", registration.letter.on)
    national = registration.purse is Purse.NATIONAL
    title = f"BIỂU TỔNG HỢP CÁC ĐỀ ÁN {registration.purse.label.upper()} NĂM {registration.year}"
    return [
        Annex(title=title, subject=f"({form.number})" if national else "", landscape=True),
        plan_table(registration.projects, registration.purse),
        Paragraph(text=form.layout_note if national else LOCAL_LIST, italic=True, size=11, indent=False),
    ]
