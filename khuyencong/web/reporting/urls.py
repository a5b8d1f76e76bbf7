"""Addresses of pages about figures."""

from django.urls import path, register_converter

from khuyencong.reporting.models import ReportRequest
from khuyencong.web.dossiers import register
from khuyencong.web.rates import EXPORTS, FILES, SEARCH, UPLOADS, at_most
from khuyencong.web.reporting.questions import CodeConverter, CutConverter, RegionConverter
from khuyencong.web.reporting.views import (
    completeness,
    conference,
    consolidation,
    corrections,
    figures,
    issued,
    outgoing,
    periodic,
    periodic_cells,
    periodic_sheets,
    readback,
    region,
    return_forms,
    returns,
    search,
    targets,
)

register_converter(CodeConverter, "code")
register_converter(CutConverter, "cut")
register_converter(RegionConverter, "region")
register_converter(returns.IdsConverter, "ids")
register("correction", "correction")
register("report_request", "report_request")
register("figure", "figure")
register("source", "source")
register("periodic_return", "periodic_return")

KY = "bao-cao/ky/"

CONFERENCE = ReportRequest.Kind.CONFERENCE.value
ABOUT = "vung/<region:region>/<int:year>/<cut:cut>/"

urlpatterns = [
    path("", region.home, name="home"),
    path("vung/", region.choose, name="region_choose"),
    path(ABOUT, region.region, name="region"),
    path(f"{ABOUT}bao-cao.xlsx", at_most(FILES)(region.workbook), name="region_workbook"),
    path(f"{ABOUT}bao-cao.docx", at_most(FILES)(region.document), name="region_document"),
    path(f"{ABOUT}bang-<slug:which>.xlsx", at_most(FILES)(region.table), name="region_table"),
    path(f"{ABOUT}trinh/", outgoing.prepare, name="report_prepare"),
    path("muc-tieu/", targets.targets, name="targets"),
    path("muc-tieu/bang.xlsx", at_most(FILES)(targets.targets_workbook), name="targets_workbook"),
    path("muc-tieu/<slug:code>/", targets.target, name="target"),
    path("muc-tieu/<slug:code>/bang.xlsx", at_most(FILES)(targets.target_workbook), name="target_workbook"),
    path(f"{ABOUT}hoi-nghi/", conference.conference, name="conference"),
    path(f"{ABOUT}hoi-nghi/bao-cao.docx", at_most(FILES)(conference.document), name="conference_document"),
    path(
        f"{ABOUT}hoi-nghi/trinh-chieu.pptx", at_most(FILES)(conference.presentation), name="conference_slides"
    ),
    path(f"{ABOUT}hoi-nghi/so/<str:name>/", conference.draft_number, name="conference_number"),
    path(f"{ABOUT}hoi-nghi/trinh/", outgoing.prepare, {"kind": CONFERENCE}, name="conference_prepare"),
    path(f"{ABOUT}hoi-nghi/doc-lai/", at_most(UPLOADS)(readback.read_back), name="conference_readback"),
    path("s/<code:code>/", conference.number, name="number"),
    path("so-lieu/", figures.figures, name="figures"),
    path("so-lieu/bang.xlsx", at_most(FILES)(figures.figures_workbook), name="figures_workbook"),
    path("so-lieu/lap-tep/", at_most(EXPORTS)(figures.figures_export), name="figures_export"),
    path("so-lieu/<int:pk>/", figures.figure, name="figure"),
    path("so-lieu/<int:pk>/dinh-chinh/", corrections.correct_figure, name="figure_correct"),
    path("dinh-chinh/<int:pk>/", corrections.correction, name="correction"),
    path("nguon/<int:pk>/", figures.source, name="source"),
    path("nguon/<int:pk>/bang.xlsx", at_most(FILES)(figures.source_workbook), name="source_workbook"),
    path("nguon/<int:pk>/tep-goc", figures.source_file, name="source_file"),
    path("tim/", at_most(SEARCH)(search.search), name="search"),
    path("bao-cao/nop/", at_most(UPLOADS)(returns.upload), name="return_upload"),
    path("bao-cao/nop/<ids:ids>/", returns.preview, name="return_preview"),
    path("bao-cao/nop/<ids:ids>/ket-qua/", returns.result, name="return_result"),
    path("bao-cao/tinh-hinh/", completeness.completeness, name="completeness"),
    path(
        "bao-cao/tinh-hinh/bang.<slug:kind>", at_most(FILES)(completeness.table_file), name="completeness_file"
    ),
    path("bao-cao/tinh-hinh/<int:pk>/", completeness.cell, name="completeness_cell"),
    path("bao-cao/tong-hop/", consolidation.consolidation, name="consolidated"),
    path(
        "bao-cao/tong-hop/bieu.<slug:kind>", at_most(FILES)(consolidation.form_file), name="consolidated_file"
    ),
    path("bao-cao/tong-hop/tat-ca.zip", at_most(FILES)(consolidation.forms_bundle), name="consolidated_bundle"),
    path("bao-cao/tong-hop/o/<slug:indicator>/<slug:purse>/", consolidation.number, name="consolidated_number"),
    path("bao-cao/mau.xlsx", returns.template, name="return_template"),
    path(KY, periodic.periodic, name="periodic"),
    path(f"{KY}<int:pk>/", periodic.periodic_return, name="periodic_return"),
    path(f"{KY}<int:pk>/nhap/", periodic_cells.periodic_write, name="periodic_write"),
    path(f"{KY}<int:pk>/o/<slug:indicator>/<slug:purse>/", periodic_cells.periodic_cell, name="periodic_cell"),
    path(f"{KY}<int:pk>/bieu-in.<slug:kind>", at_most(FILES)(return_forms.return_form), name="periodic_form"),
    path(f"{KY}<int:pk>/bieu.xlsx", at_most(FILES)(periodic_sheets.workbook), name="periodic_workbook"),
    path(f"{KY}<int:pk>/nop-tep/", at_most(UPLOADS)(periodic_sheets.upload), name="periodic_workbook_upload"),
    path("bao-cao/to-trinh/<int:pk>/", outgoing.report_request, name="report_request"),
    path("bao-cao/da-phat-hanh/", issued.issued_reports, name="issued_reports"),
    path("bao-cao/da-phat-hanh/<int:pk>/<str:kind>", issued.issued_report_file, name="issued_report_file"),
]
