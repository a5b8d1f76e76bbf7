"""The file of a blank form: what its writer makes of nothing; the same form gives the same bytes on any day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from khuyencong.norms.models import ProductMark
from khuyencong.norms.queries import rows_on
from khuyencong.norms.queries.returns import indicators_of
from khuyencong.paperwork.blank_forms.catalogue import OWN, BlankForm, first_day
from khuyencong.paperwork.blank_forms.emptied import (
    DOTS,
    LINE,
    NO_YEAR,
    ROWS,
    SOME_DAY,
    UNIT,
    column_left_out,
    emptied,
    left_out,
    numbered,
    to_tick,
)
from khuyencong.paperwork.dossier.agreement import Side
from khuyencong.paperwork.dossier.allocation import GroupPlan, PlannedPlace, group_plan_paper
from khuyencong.paperwork.dossier.appraisal import AppraisalSheet, Appraised, Judged
from khuyencong.paperwork.dossier.appraisal import sheet_paper as appraisal_sheet
from khuyencong.paperwork.dossier.closing import LiquidationMinutes, liquidation_paper
from khuyencong.paperwork.dossier.outline import Outline, outline_paper
from khuyencong.paperwork.dossier.parts import KINDS, Beneficiary, Issued, ListedProject
from khuyencong.paperwork.dossier.product import Line as Criterion
from khuyencong.paperwork.dossier.product import Listed as ListedProduct
from khuyencong.paperwork.dossier.product import ProductList, Sheet, list_paper, sheet_paper
from khuyencong.paperwork.dossier.reconciliation import Reconciled, reconciliation_paper
from khuyencong.paperwork.dossier.registration import Registration, registration_paper
from khuyencong.paperwork.dossier.request import Enclosed, MoneyRequest, request_paper
from khuyencong.paperwork.dossier.settlement import (
    Handed,
    Spent,
    detail_paper,
    proposal_paper,
    vouchers_paper,
)
from khuyencong.paperwork.dossier.work import (
    AcceptanceMinutes,
    MonthReport,
    VolumeReport,
    acceptance_paper,
    month_paper,
    volume_paper,
)
from khuyencong.paperwork.establishments import blank_form
from khuyencong.paperwork.money_parts import NO_NUMBER, Head
from khuyencong.paperwork.official import Paper, docx_of
from khuyencong.paperwork.project_sheets import blank_project_form
from khuyencong.paperwork.return_form import FormLine, FormSheet, form_xlsx
from khuyencong.paperwork.return_form import Head as ReturnHead
from khuyencong.projects.queries.rubric import items_of
from khuyencong.rules.acceptances import Volume
from khuyencong.rules.estimate import Line, Sums
from khuyencong.rules.liquidation import Closing
from khuyencong.rules.norms import Purse
from khuyencong.rules.purses import DIVIDED, WHOLE
from khuyencong.rules.treasury.sheet import OfProject, Sheet10
from khuyencong.rules.vouchers import Listed

PROJECT = DOTS
CONTRACT = Issued(kind="Hợp đồng", number=NO_NUMBER, on=SOME_DAY, by=DOTS)
DECISION = Issued(kind="Quyết định", number=NO_NUMBER, on=SOME_DAY, by=DOTS)


def content_of(form: BlankForm, on: date) -> bytes:
    """The bytes of the form as of that day."""
    if form.report is not None:
        return report_form(form, on)
    if form.code in WORKBOOKS:
        return WORKBOOKS[form.code](on)
    return docx_of(named(form, emptied(PAPERS[form.code](on, at_of(form)))))


def named(form: BlankForm, paper: Paper) -> Paper:
    """A paper that shares its layout with another form: with the title of its own, and saying that it does.

    What its heading says already, "BIÊN BẢN", is not said again.
    """
    if form.official is None or not form.shared:
        return paper
    kind, title = paper.letter.kind, form.official.title
    if title.lower().startswith(kind.lower()):
        title = title[len(kind) :].strip()
    subject = f"{title[:1].upper()}{title[1:]}: {PROJECT}"
    return replace(paper, subject=subject, footnotes=(*paper.footnotes, form.shared))


def at_of(form: BlankForm) -> datetime:
    """The document's own time: noon of the first day of the form, of one without of the first of any form."""
    return datetime.combine(form.since or first_day(), time(12), UTC)


def head(kind: str, symbol: str, on: date, *recipients: str) -> Head:
    """The head of a paper of nobody."""
    return Head(agency=UNIT, kind=kind, symbol=symbol, on=on, recipients=recipients)


def outline(on: date, at: datetime) -> Paper:
    """The project with its estimate."""
    paper = outline_paper(
        Outline(
            letter=head("ĐỀ ÁN", "ĐA", on).letter,
            title=PROJECT,
            purse=Purse.NATIONAL,
            kind="named",
            first_year=NO_YEAR,
            last_year=NO_YEAR,
            unit=DOTS,
            partners=(),
            places=(),
            beneficiaries=[Beneficiary(name="") for _ in numbered(3)],
            sector="",
            priority="",
            place_text="",
            need="",
            goals="",
            scale="",
            work="",
            organisation="",
            effect="",
            lines=[Line(name=each, quantity=Decimal(0), unit_price=0, year=NO_YEAR) for each in numbered()],
            norms=(),
            no_double_support=True,
            full_counterpart=True,
            at=at,
        )
    )
    purses = [each.label for each in Purse]
    return to_tick(paper, {"Loại đề án": KINDS.values(), "Nguồn kinh phí đề nghị": purses})


def registration(on: date, at: datetime) -> Paper:
    """The registration of a province with its list."""
    empty = ListedProject(
        title="", unit="", goals="", results="", first_year=NO_YEAR, last_year=NO_YEAR, money=Sums()
    )
    return registration_paper(
        Registration(
            letter=head("BÁO CÁO", "BC", on, "Như trên").letter,
            addressee=DOTS,
            purse=Purse.NATIONAL,
            year=NO_YEAR,
            last_year_results="",
            progress="",
            goals="",
            priorities=(),
            projects=[empty] * ROWS,
            attached=(LINE,),
            at=at,
        )
    )


def appraisal(named: bool) -> Callable[[date, datetime], Paper]:
    """Mẫu 4a, or 4b."""

    def written(on: date, at: datetime) -> Paper:
        items = [Judged(title=each.name, verdict="open") for each in items_of(Purse.NATIONAL, on)]
        project = Appraised(
            title=PROJECT, unit="", purse="", beneficiaries=(), asked=0, proposed=0, items=items
        )
        sheet = AppraisalSheet(
            letter=head("PHIẾU THẨM ĐỊNH", "PTĐ", on).letter,
            project=project,
            named=named,
            level="cấp cơ sở",
            appraiser="",
            at=at,
        )
        return appraisal_sheet(sheet)

    return written


def group_plan(on: date, at: datetime) -> Paper:
    """Mẫu 11."""
    place = PlannedPlace(beneficiary=Beneficiary(name=""), content="", period="", money=Sums())
    return group_plan_paper(
        GroupPlan(
            letter=head("KẾ HOẠCH", "KH", on).letter,
            addressee=DOTS,
            title=PROJECT,
            unit="",
            purse=Purse.NATIONAL,
            year=NO_YEAR,
            decision=DECISION,
            places=[place] * ROWS,
            organisation="",
            at=at,
        )
    )


FIGURES = [("Kinh phí hỗ trợ theo hợp đồng", 0), ("Đã nghiệm thu", 0), ("Đã chi", 0)]


def money_request(on: date, at: datetime) -> Paper:
    """The request of an advance."""
    return request_paper(
        MoneyRequest(
            letter=head("GIẤY ĐỀ NGHỊ", "ĐN", on, "Như trên").letter,
            addressee=DOTS,
            asked="Tạm ứng",
            unit=DOTS,
            project=PROJECT,
            contract=CONTRACT,
            amount=0,
            figures=FIGURES,
            most=0,
            law="",
            papers=[Enclosed(title="", state="", law="")] * ROWS,
            at=at,
            figures_on=SOME_DAY,
            done=0,
        )
    )


def month(on: date, at: datetime) -> Paper:
    """Mẫu 3a."""
    return month_paper(
        MonthReport(
            letter=head("BÁO CÁO", "BC", on, "Như trên").letter,
            addressee=DOTS,
            month=SOME_DAY,
            unit="",
            project=PROJECT,
            contract=CONTRACT,
            promised=0,
            done=0,
            support=0,
            counterpart=0,
            told="",
            ahead="",
            at=at,
        )
    )


def volumes() -> list[Volume]:
    """Lines of an estimate that nobody has named."""
    nothing = Decimal(0)
    return [Volume(name="", unit="", planned=nothing, asked=0, before=nothing, now=nothing) for _ in numbered()]


def volume(on: date, at: datetime) -> Paper:
    """Mẫu 3b."""
    return volume_paper(
        VolumeReport(
            letter=head("BÁO CÁO", "BC", on, "Như trên").letter,
            addressee=DOTS,
            unit="",
            project=PROJECT,
            contract=CONTRACT,
            volumes=volumes(),
            figures=FIGURES,
            at=at,
        )
    )


def acceptance(form: str) -> Callable[[date, datetime], Paper]:
    """Mẫu 5a or 5b; the day it was held on is left to the pen, as its form is told by the letter's day."""

    def written(on: date, at: datetime) -> Paper:
        paper = acceptance_paper(
            AcceptanceMinutes(
                letter=head("BIÊN BẢN", "BB", on).letter,
                form=form,
                held_on=on,
                place="",
                council=("Đại diện Sở Công Thương", "Đơn vị thực hiện", "Đơn vị thụ hưởng"),
                unit="",
                project=PROJECT,
                contract=CONTRACT,
                volumes=volumes(),
                amount=0,
                counterpart=0,
                final=False,
                conclusion="",
                at=at,
            )
        )
        return left_out(paper, "Thời gian", "Lần nghiệm thu")

    return written


def liquidation(on: date, at: datetime) -> Paper:
    """Mẫu 6."""
    return liquidation_paper(
        LiquidationMinutes(
            letter=head("BIÊN BẢN", "BBTL", on).letter,
            giver=Side(name=DOTS),
            taker=Side(name=DOTS),
            project=PROJECT,
            contract=CONTRACT,
            closing=Closing(support=0, accepted=0, paid=0, returned=0, owed=0, unreturned=0),
            owners=(),
            done="",
            remains=LINE,
            at=at,
        )
    )


def handed(on: date, at: datetime, symbol: str) -> Handed:
    """What the papers of a settlement say alike."""
    letter = head("BIỂU", symbol, on).letter
    return Handed(letter=letter, unit="", project=PROJECT, contract=CONTRACT, amount=0, at=at)


def detail(on: date, at: datetime) -> Paper:
    """Mẫu 7."""
    return detail_paper(handed(on, at, "QT"), [Spent(name="", asked=0, settled=0)] * ROWS)


def vouchers(form: str) -> Callable[[date, datetime], Paper]:
    """Mẫu 8a or 8b."""
    sources = {"8a": ("national",), "8b": ("national", "own")}[form]

    def written(on: date, at: datetime) -> Paper:
        rows = [
            Listed(number="", on=SOME_DAY, content="", amount=0, source=source)
            for source in sources
            for _ in numbered()
        ]
        return column_left_out(vouchers_paper(handed(on, at, "BK"), rows, form), "Nguồn")

    return written


def proposal(on: date, at: datetime) -> Paper:
    """Mẫu 9."""
    return proposal_paper(handed(on, at, "TT"), [*FIGURES, ("Đề nghị thanh toán", 0)])


def reconciliation(on: date, at: datetime) -> Paper:
    """Mẫu 10."""
    empty = OfProject(project=0, title="", contract="", paid=0, returned=0, on_account=0)
    return reconciliation_paper(
        Reconciled(
            letter=head("BẢNG ĐỐI CHIẾU", "ĐC", on).letter,
            unit=DOTS,
            purse="Kinh phí khuyến công quốc gia",
            year=NO_YEAR,
            accounts=(),
            sheet=Sheet10(projects=[empty] * ROWS, gaps=(), booked=0, account=0, matched=0),
            entries=(),
            lines=(),
            at=at,
        )
    )


def product_sheet(on: date, at: datetime) -> Paper:
    """Phụ lục 4, with the criteria of that day."""
    criteria = rows_on(ProductMark, on).filter(kind=ProductMark.Kind.CRITERION)
    return sheet_paper(
        Sheet(
            letter=head("PHIẾU CHẤM ĐIỂM", "PCĐ", on).letter,
            round_name="Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu",
            product=LINE,
            group=LINE,
            owner=LINE,
            judge="",
            lines=[Criterion(name=each.name, most=int(each.value), given="") for each in criteria],
            total="",
            remarks="",
            at=at,
        )
    )


def product_list(on: date, at: datetime) -> Paper:
    """Phụ lục 5."""
    empty = ListedProduct(product="", group="", owner="", place="", lower="")
    return list_paper(
        ProductList(
            letter=head("DANH SÁCH TRÍCH NGANG", "DS", on).letter,
            round_name="Sản phẩm đăng ký tham gia bình chọn",
            rows=[empty] * ROWS,
            opening=(),
            at=at,
        )
    )


def report_form(form: BlankForm, on: date) -> bytes:
    """A periodic form with its lines of that day."""
    row = form.report
    assert row is not None
    columns = DIVIDED if row.by_purse else (WHOLE,)
    return form_xlsx(
        FormSheet(
            title=row.name,
            number=row.number,
            subject="Kỳ báo cáo: ……………………",
            head=ReturnHead(agency=f"Đơn vị báo cáo: {LINE[:40]}", parent_agency="", place=DOTS),
            columns=columns,
            lines=[FormLine(line=each, values={}) for each in indicators_of(row.code, on)],
            at=at_of(form),
            notes=(f"{form.law}. {row.source}.",) if form.law != OWN else (f"{OWN}.", f"{row.source}."),
        )
    )


PAPERS: dict[str, Callable[[date, datetime], Paper]] = {
    "de-an": outline,
    "dang-ky": registration,
    "phieu-tham-dinh": appraisal(named=False),
    "phieu-tham-dinh-4b": appraisal(named=True),
    "ke-hoach-nhom": group_plan,
    "de-nghi-tam-ung": money_request,
    "bao-cao-3a": month,
    "bao-cao-3b": volume,
    "nghiem-thu-5a": acceptance("5a"),
    "nghiem-thu-5b": acceptance("5b"),
    "thanh-ly": liquidation,
    "quyet-toan-7": detail,
    "chung-tu-8a": vouchers("8a"),
    "chung-tu-8b": vouchers("8b"),
    "thanh-toan-9": proposal,
    "doi-chieu-10": reconciliation,
    "san-pham-phieu-cham": product_sheet,
    "san-pham-danh-sach": product_list,
}
WORKBOOKS: dict[str, Callable[[date], bytes]] = {
    "de-an-excel": lambda on: blank_project_form(on=on),
    "co-so": lambda on: blank_form(on=on),
}
