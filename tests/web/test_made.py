"""Made-up figures bear their mark on each page about periodic returns, and in every file that page offers."""

import io
import re
import zipfile

import pytest

from tests.norms.conftest import law
from tests.reporting.targets import approved

__all__ = ["law"]
pytestmark = pytest.mark.django_db
MARK = "số liệu minh họa"
PAGES = (
    "/muc-tieu/?programme=ctkc-2021-2025",
    "/muc-tieu/1881-mo-hinh/",
    "/tong-quan/",
    "/bao-cao/tinh-hinh/?nam=2025",
    "/bao-cao/tong-hop/?ky=2025.1",
)
OFFERED = re.compile(r'class="excel"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*class="excel"')
OWN_FILES = {"/bao-cao/tinh-hinh/": 2, "/bao-cao/tong-hop/": 3, "/muc-tieu/": 1, "/muc-tieu/1881-mo-hinh/": 1}
KINDS = {"png", "svg", "xlsx", "csv", "docx", "zip"}


def words_in(content: bytes) -> str:
    """Everything a reader could find in a file, whatever kind it is; "" for a picture of dots."""
    if content.startswith(b"\x89PNG"):
        return ""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig").casefold()
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        parts = [whole.read(name) for name in whole.namelist()]
    return "\n".join(words_in(each) if each.startswith(b"PK") else plain(each) for each in parts)


def plain(part: bytes) -> str:
    return re.sub(r"<[^>]+>", "", part.decode("utf-8", "replace")).casefold()


@pytest.mark.parametrize("made", [True, False])
def test_every_page_and_every_file_it_offers_bears_the_mark_and_no_other_does(as_role, cast, law, made):
    approved(cast["officer"], "Huế", "quarter", 2025, 1, made_up=made, kq_09=4, kq_01=7)
    client, kinds, wrong = as_role("officer"), set(), []
    for page in PAGES:
        found = client.get(page)
        assert found.status_code == 200, page
        if (MARK in found.text.casefold()) is not made:
            wrong.append(page)
        offered = [one or other for one, other in OFFERED.findall(found.text)]
        assert len(offered) == OWN_FILES.get(page.partition("?")[0], len(offered)) > 0, page
        for address in offered:
            file = client.get(address.replace("&amp;", "&"), follow=False)
            assert file.status_code == 200, address
            kinds.add(address.partition("?")[0].rpartition(".")[2])
            picture = file.content.startswith(b"\x89PNG")
            if not picture and (MARK in words_in(file.content)) is not made:
                wrong.append(address)
    assert wrong == []
    assert kinds == KINDS
