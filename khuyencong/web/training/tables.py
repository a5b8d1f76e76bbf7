"""Who at an agency has passed which unit, for its head; how many at each agency, for the ministry."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.norms.permissions import may_count_learning, may_see_learning
from khuyencong.norms.queries.training import (
    AgencyCount,
    DeskLine,
    Learned,
    agencies_learned,
    desks_learned,
    units_on,
)
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.csv_table import csv_rows
from khuyencong.paperwork.handover_minute import MADE_UP
from khuyencong.web.downloads import CSV, attachment
from khuyencong.web.rates import FILES, at_most
from khuyencong.web.requests import asking

NOT_OF_THE_DESK = "không thuộc bàn"
DESKS = ("Bàn", "Người giữ", "Bài", "Bản hiện hành", "Tình trạng", "Ngày đạt", "Bản đã đạt", "Ghi chú")
AGENCIES = ("Cơ quan", "Người giữ bàn", "Lượt bài đã đạt", "Lượt bài của các bàn", "Người đạt đủ")


def head_asking(request: HttpRequest) -> Actor:
    """The head of an agency; PermissionDenied for anybody else."""
    actor = asking(request)
    if not may_see_learning(actor):
        raise PermissionDenied
    return actor


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """At which desk of my agency is what not learned yet?"""
    actor, today = head_asking(request), localdate()
    lines = desks_learned(actor, today)
    found = units_on(today)
    used = [each for each in found if any(each.code in line.of for line in lines)]
    context = {
        "agency": actor.agency.name_on(today) if actor.agency is not None else "",
        "lines": lines,
        "rows": [(each, [(line, line.of.get(each.code)) for line in lines]) for each in used],
        "people": sum(line.holder is not None for line in lines),
        "left": sum(len(line.learned) - line.done for line in lines),
        "made": any(each.row is not None and each.row.made_up for line in lines for each in line.learned),
    }
    return render(request, "training/desks.html", context)


@require_safe
@at_most(FILES)
def desks_file(request: HttpRequest) -> HttpResponse:
    """The same as a file: a row for each desk and unit."""
    today = localdate()
    lines = desks_learned(head_asking(request), today)
    rows = [row_of(line, each) for line in lines for each in line.learned]
    return attachment(csv_rows(DESKS, rows), f"hoc-5-phut-{today:%Y-%m-%d}.csv", CSV)


def row_of(line: DeskLine, each: Learned) -> tuple[object, ...]:
    """A desk and a unit of it."""
    row = each.row
    return (
        line.desk.title,
        str(line.holder or ""),
        each.unit.title,
        each.unit.version,
        each.standing.label,
        day_of(each),
        row.version if row is not None else None,
        MADE_UP if row is not None and row.made_up else "",
    )


def day_of(each: Learned) -> date | None:
    """The day, in Vietnam, on which it was passed."""
    return localdate(each.row.passed_at) if each.row is not None else None


def counted(request: HttpRequest) -> list[AgencyCount]:
    """How many at each agency; PermissionDenied for who is not the ministry's."""
    if not may_count_learning(asking(request)):
        raise PermissionDenied
    return agencies_learned(localdate())


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Where is little learned yet? Only counts: who learned what is for the head of each agency."""
    rows = counted(request)
    context = {
        "rows": rows,
        "people": sum(each.people for each in rows),
        "finished": sum(each.finished for each in rows),
    }
    return render(request, "training/agencies.html", context)


@require_safe
@at_most(FILES)
def agencies_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    rows = [(each.name, each.people, each.passed, each.due, each.finished) for each in counted(request)]
    return attachment(csv_rows(AGENCIES, rows), f"hoc-5-phut-toan-quoc-{localdate():%Y-%m-%d}.csv", CSV)
