"""Writing the text of a project with several hands: what overtakes another's words keeps them aside."""

from datetime import datetime

from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.drafting import about, locked
from khuyencong.projects.models import Passage, Project
from khuyencong.projects.queries.lists import all_sections
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import record

LONGEST = 20_000
"""Characters of one section; a whole project fits into it several times."""


@transaction.atomic
def write(project: Project, section: str, text: str, *, based_on: int, by: Actor, at: datetime) -> Passage:
    """Save a section as she left it, written upon version `based_on` (0 for none).

    Where another has saved since, hers is kept aside (its `number` is None) until `settle`; nothing is lost.
    """
    row = locked(project, by)
    if section not in {each.code for each in all_sections()}:
        raise BlockedError(error("no_section", "Đề án không có mục này.", "Tải lại trang."))
    if len(text) > LONGEST:
        message = f"Mục này dài {len(text):,} ký tự, quá {LONGEST:,}.".replace(",", ".")
        raise BlockedError(error("too_long", message, "Rút gọn, hoặc đưa phần chi tiết vào giấy tờ kèm theo."))
    clean = text.replace("\r\n", "\n").strip()
    now = standing(row, section)
    if clean == (now.text if now is not None else ""):
        return now or Passage(project=row, section=section, number=0, based_on=0, text="")
    number = now.number or 0 if now is not None else 0
    mine = Passage(project=row, section=section, text=clean, based_on=based_on, author=by.account, at=at)
    if number == based_on:
        mine.number = number + 1
    else:
        mine.settled = False
    mine.save(force_insert=True)
    name = "project.write" if mine.number else "project.write_aside"
    title = f"{'Viết' if mine.number else 'Giữ riêng lời viết cùng lúc'}: {row.title}"
    record(name, title, about=about(row), by=by, at=at, after={"section": section, "number": mine.number})
    return mine


@transaction.atomic
def settle(aside: Passage, text: str, *, based_on: int, by: Actor, at: datetime) -> Passage:
    """Say that what was kept aside is dealt with, and save the section as it shall read.

    Saved upon version `based_on`; where yet another came in between, both stay aside.
    """
    row = locked(aside.project, by)
    saved = write(row, aside.section, text, based_on=based_on, by=by, at=at)
    if saved.number is not None:
        Passage.objects.filter(pk=aside.pk, number__isnull=True).update(settled=True)
        after = {"section": aside.section, "aside": aside.pk}
        record("project.settle", f"Ghép lời: {row.title}", about=about(row), by=by, at=at, after=after)
    return saved


def standing(project: Project, section: str) -> Passage | None:
    """The version that stands."""
    found = Passage.objects.filter(project=project, section=section, number__isnull=False)
    return found.order_by("-number").first()
