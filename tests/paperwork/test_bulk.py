"""Bulk printing by a background job: asked for at a desk, made, and waiting there as a zip."""

import io
import zipfile

import pytest

from khuyencong.paperwork.bulk import printed_file
from khuyencong.paperwork.bundle import Sheet
from khuyencong.paperwork.dossier import notice_paper
from khuyencong.post.actions import queue
from khuyencong.post.actions.exports import Progress, ask_for, export_kind
from khuyencong.post.actions.work import run
from khuyencong.post.models import Export
from tests.conftest import NOW
from tests.paperwork import dossiers as made

pytestmark = pytest.mark.django_db


@export_kind
def notices(actor, parameters, progress: Progress):
    """Notices to as many made-up establishments as are asked for."""
    sheets = (
        Sheet(title=f"Thông báo {number}", recipient="Cơ sở", make=lambda: notice_paper(made.notice()))
        for number in range(1, parameters["count"] + 1)
    )
    return printed_file(
        sheets, progress, total=parameters["count"], form="pdf", title="Thông báo", name="thong-bao"
    )


def test_notices_are_printed_in_the_background_and_wait_as_a_zip_for_who_asked(dong_thap_officer):
    export = ask_for(by=dong_thap_officer, maker=notices, title="Thông báo", parameters={"count": 3}, at=NOW)
    task = queue.claim("one", NOW)

    assert run(task, "one") is True
    kept = Export.objects.get(pk=export.pk)
    assert (kept.name, kept.content_type, kept.progress) == ("thong-bao.zip", "application/zip", 100)
    assert sorted(zipfile.ZipFile(io.BytesIO(kept.content)).namelist()) == [
        *("000-danh-muc.xlsx", "001-thong-bao-1.pdf", "002-thong-bao-2.pdf", "003-thong-bao-3.pdf")
    ]
