"""A yearly request to take away: the registration as .docx or PDF, its coverage as .xlsx."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.official import docx_of, pdf_of
from khuyencong.paperwork.request_papers import RequestFile, coverage_sheet, request_paper
from khuyencong.projects.lifecycle.dossiers import receiving_agency
from khuyencong.projects.models import Project, RegistrationDossier
from khuyencong.projects.queries.decisions import told, words_of
from khuyencong.projects.queries.dossiers import request_of, requests_seen_by
from khuyencong.web.downloads import DOCX, XLSX, attachment
from khuyencong.web.plans.views import VIEWS, day_of
from khuyencong.web.requests import asking


@require_safe
def papers(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The request as a letter with its list, or what it covers as a sheet."""
    found = get_object_or_404(requests_seen_by(asking(request)), pk=pk)
    name = f"dang-ky-{found.purse.lower()}-{found.year}"
    if kind == "docx":
        return attachment(docx_of(request_paper(file_of(found))), f"{name}.docx", DOCX)
    if kind == "pdf":
        return attachment(pdf_of(request_paper(file_of(found))), f"{name}.pdf", "application/pdf")
    if kind not in VIEWS:
        raise Http404("kind")
    matrix = request_of(found, day_of(found)).matrix
    return attachment(coverage_sheet(found, matrix, *VIEWS[kind]), f"{name}-bao-phu-{kind}.xlsx", XLSX)


def file_of(found: RegistrationDossier) -> RequestFile:
    """The request with all its paper needs; a constant number of SELECTs."""
    on = day_of(found)
    rows = found.rows.select_related("project__agency", "project__province", "project__sector")
    projects = [each.project for each in rows.order_by("pk")]
    return RequestFile(
        dossier=found,
        projects=told(projects, found.purse, found.year),
        priorities=list(found.priorities.all()),
        goals=words_of(projects, "muc-tieu"),
        results=words_of(projects, "hieu-qua"),
        names=names_on([found.agency, *(each.agency for each in projects)], on),
        addressee=addressee_of(found, on),
        on=on,
        at=localtime(),
    )


def addressee_of(found: RegistrationDossier, on: date) -> str:
    """Who makes the national plan; the people's committee of the province for its own purse."""
    if found.purse == Project.Purse.NATIONAL:
        receiver = receiving_agency(found)
        return names_on([receiver], on)[receiver.pk]
    name = found.province.full_name
    return f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"
