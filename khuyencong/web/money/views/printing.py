"""Money papers of a project: one as .docx or PDF, all in one .zip; of many projects by background work."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.ledger import queries
from khuyencong.ledger.queries import Question
from khuyencong.ledger.queries.printing import MoneyFile, money_file
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork import closing_papers, group_plan_papers, money_papers
from khuyencong.paperwork.bulk import printed_file
from khuyencong.paperwork.bundle import Sheet, write_bundle
from khuyencong.paperwork.official import Paper, docx_of, pdf_of
from khuyencong.paperwork.paper_sheet import xlsx_of
from khuyencong.post.actions.exports import File, Progress, ask_for, export_kind
from khuyencong.projects.models import Project
from khuyencong.web.downloads import DOCX, XLSX, attachment
from khuyencong.web.money.views.overview import asked
from khuyencong.web.requests import asking

ZIP, PDF = "application/zip", "application/pdf"
IN_MEMORY = 8 * 1024 * 1024
PAPERS_EACH = 6
"""About so many papers a project has: only for telling how far the printing is."""
WRITERS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (docx_of, DOCX),
    "pdf": (pdf_of, PDF),
    "xlsx": (xlsx_of, XLSX),
}
ZIPPED = ("docx", "pdf")
TABLES = ("quyet-toan", "bang-ke", "thanh-toan")
"""Papers that are a table: also as .xlsx."""
ROWS: dict[str, tuple[str, Callable[..., Paper]]] = {
    "hop-dong": ("contracts", money_papers.contract_paper),
    "khoi-luong": ("contracts", money_papers.work_paper),
    "tien-do": ("reports", money_papers.progress_paper),
    "nghiem-thu": ("acceptances", money_papers.minutes_of),
    "de-nghi": ("claims", money_papers.claim_paper),
    "quyet-toan": ("settlements", closing_papers.settlement_detail),
    "bang-ke": ("settlements", closing_papers.voucher_list),
    "thanh-toan": ("payments", closing_papers.payment_proposal),
    "ke-hoach-nhom": ("group_plans", group_plan_papers.group_plan_document),
    "thanh-ly": ("liquidations", closing_papers.liquidation_minutes),
}
"""What may be printed: the rows of the file it is about, and what makes a paper of one."""


def seen_file(request: HttpRequest, pk: int) -> MoneyFile:
    """The file of a project she sees; 404."""
    try:
        return money_file(asking(request), pk, localdate())
    except Project.DoesNotExist:
        raise Http404("project") from None


@require_safe
def paper(request: HttpRequest, pk: int, what: str, key: int, kind: str) -> HttpResponse:
    """One paper, to be changed (.docx) or to be signed (PDF)."""
    if what not in ROWS or kind not in WRITERS or (kind == "xlsx" and what not in TABLES):
        raise Http404("kind")
    file, (rows, make) = seen_file(request, pk), ROWS[what]
    row = {each.pk: each for each in getattr(file, rows)}.get(key)
    if row is None:
        raise Http404("row")
    write, media_type = WRITERS[kind]
    return attachment(write(make(file, row, localtime())), f"{what}-{key}.{kind}", media_type)


@require_safe
def papers(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every money paper of a project in one .zip with an index."""
    if kind not in ZIPPED:
        raise Http404("kind")
    file, at = seen_file(request, pk), localtime()
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as target:
        title = f"Giấy tờ kinh phí {file.project.code}"
        write_bundle(target, money_papers.sheets_of(file, at), form=kind, title=title)  # type: ignore[arg-type]
        target.seek(0)
        return attachment(target.read(), f"kinh-phi-{pk}.zip", ZIP)


@require_POST
def ask_for_all(request: HttpRequest) -> HttpResponse:
    """The papers of every project of the question, made in the background and left in her tray."""
    actor = asking(request)
    if actor.desk is None:
        raise PermissionDenied
    question, form = asked(request)
    if form.errors:
        raise Http404("question")
    parameters = {"year": question.year, "purse": question.purse}
    parameters |= {"province": question.province, "agency": question.agency}
    title = "Giấy tờ kinh phí, in hàng loạt"
    made = ask_for(by=actor, maker=money_bundle, title=title, parameters=parameters, at=localtime())
    return redirect("tray_export", made.pk)


@export_kind
def money_bundle(actor: Actor, parameters: dict[str, Any], progress: Progress) -> File:
    """The papers of the projects she sees on the day it is made."""
    question = Question(actor=actor, **parameters)
    keys = list(dict.fromkeys(queries.books(question).values_list("project", flat=True)))
    sheets = many(actor, keys, localtime())
    total = len(keys) * PAPERS_EACH
    name = "giay-to-kinh-phi"
    return printed_file(sheets, progress, total=total, form="docx", title="Giấy tờ kinh phí", name=name)


def many(actor: Actor, keys: Iterable[int], at: datetime) -> Iterator[Sheet]:
    """The sheets of one project after another."""
    for key in keys:
        yield from money_papers.sheets_of(money_file(actor, key, localdate()), at)
