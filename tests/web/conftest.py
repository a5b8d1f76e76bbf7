"""The cast of the pages, and the things they look at."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from khuyencong.norms.queries import activities_on
from khuyencong.paperwork.intake import import_return
from khuyencong.reporting.actions import receive_file
from khuyencong.reporting.models import Figure

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 1, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ROLES = ["stranger", "author", "colleague", "neighbour", "officer", "leader"]


@pytest.fixture
def cast(dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer, ministry_leader):
    """Every kind of reader; the stranger is nobody."""
    return {
        "stranger": None,
        "author": dong_thap_officer,
        "colleague": dong_thap_colleague,
        "neighbour": tay_ninh_officer,
        "officer": ministry_officer,
        "leader": ministry_leader,
    }


@pytest.fixture
def as_role(client, cast):
    """A client signed in as one of the cast."""

    def sign_in(role):
        client.logout()
        if cast[role] is not None:
            client.force_login(cast[role])
        return client

    return sign_in


def filled_return(*, done="1.234,5", plan="2.000", province="Đồng Tháp", cut="30/06/2026"):
    """A return as an officer fills it in: one content, plan and done, KCQG in triệu đồng."""
    book = openpyxl.Workbook()
    info = book.active
    info.title = "Thông tin"
    for line in [
        ("Tỉnh/thành phố", province),
        ("Năm", 2026),
        ("Số liệu đến ngày", cut),
        ("Đơn vị tính", "triệu đồng"),
    ]:
        info.append(line)
    for title, amount in (("Kế hoạch", plan), ("Thực hiện", done)):
        sheet = book.create_sheet(title)
        sheet.append(("Mã", "Nội dung", "KCQG", "KCĐP", "Ghi chú"))
        code, name = activities_on(TODAY)[0][:2]
        sheet.append((code, name, amount, None, None))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def handed_in(dong_thap_officer):
    """A return of Đồng Tháp that nobody has published: its source."""
    file = receive_file(name="dong-thap.xlsx", content=filled_return(), by=dong_thap_officer, at=AT)
    source = import_return(file=file, by=dong_thap_officer, at=AT).source
    assert source is not None
    return source


@pytest.fixture
def figure_handed_in(handed_in):
    """A figure of that return."""
    return Figure.objects.filter(source=handed_in).order_by("pk").first()
