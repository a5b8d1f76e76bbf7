"""Handing in papers: a newer file takes the place of the older, which stays."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.drafting import about, locked
from khuyencong.projects.models import Paper, Project
from khuyencong.projects.queries.lists import all_papers
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import record


@transaction.atomic
def hand_in(
    project: Project, kind: str, *, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> Paper:
    """Keep a file for one entry of the checklist; the door has judged name, size and kind already."""
    row = locked(project, by)
    if kind not in {each.code for each in all_papers()}:
        raise BlockedError(error("no_paper", "Danh mục không có loại giấy tờ này.", "Tải lại trang."))
    digest = hashlib.sha256(content).hexdigest()
    kept = row.papers.select_for_update().filter(kind=kind, replaced_at__isnull=True).defer("content").first()
    if kept is not None and kept.sha256 == digest:
        return kept
    if kept is not None:
        kept.replaced_at = at
        kept.save(update_fields=["replaced_at"])
    paper = Paper.objects.create(
        project=row,
        kind=kind,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=digest,
        content=content,
        author=by.account,
        at=at,
    )
    after = {"kind": kind, "name": name, "sha256": digest}
    record("project.paper", f"Nộp giấy tờ: {name}", about=about(row), by=by, at=at, after=after)
    return paper


def keep_file(row: Any, *, name: str, media_type: str, content: bytes) -> dict[str, object]:
    """Put a signed file into a dossier's row in place of the one before, unsaved; what the trail tells."""
    before, digest = row.sha256, hashlib.sha256(content).hexdigest()
    row.name, row.media_type, row.content, row.sha256 = name[:255], media_type[:100], content, digest
    return {"name": row.name, "sha256": digest, "instead_of": before}


KEPT = ("name", "media_type", "content", "sha256")
"""The columns of a row in which a signed file is kept."""
