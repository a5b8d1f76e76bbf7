"""A rate of its own in the browser: from the money page to a claim that follows it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from khuyencong.ledger.models import AdvanceRate, Claim
from tests.ledger.test_claims import accountant, signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accountant", "approved", "contract", "draft", "law", "selected", "sign", "signed", "workshop"]
pytestmark = pytest.mark.django_db
TYPED = {"percent": "50", "papers": "Báo cáo tiến độ\nBảo lãnh tạm ứng", "reason": "Máy đặt riêng"}


def decision(on, content=b"%PDF-1.7 qd", name="quyet-dinh.pdf"):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return {"do": "decide", "number": "12/QĐ-CTĐP", "signed_on": f"{on:%d/%m/%Y}", "file": file}


def test_the_ministry_decides_one_and_the_unit_asks_by_it(as_role, signed, accountant, now):
    money, start = f"/tien/de-an/{signed.project_id}/", f"/hop-dong/{signed.pk}/muc-tam-ung/"
    officer = as_role("officer")
    assert officer.get(money).context["to_rate"] == [signed]
    page = officer.get(start)
    assert (page.status_code, page.context["power"].decided_by) == (200, "Cục trưởng")
    for wrong in ({}, TYPED | {"percent": "0"}, TYPED | {"percent": "101"}, TYPED | {"papers": " "}):
        assert officer.post(start, wrong).status_code == 422
    made = officer.post(start, TYPED)
    row = AdvanceRate.objects.get()
    address = f"/muc-tam-ung/{row.pk}/"
    assert (made.status_code, made.headers["Location"]) == (302, address)
    assert officer.post(start, TYPED).status_code == 422
    assert [officer.get(money).context[name] for name in ("to_rate", "rate_turns")] == [[], [row]]
    assert officer.post(address, TYPED | {"do": "change", "percent": "0"}).status_code == 422
    assert officer.post(address, TYPED | {"do": "change", "percent": "60"}).status_code == 302
    assert officer.post(address, {"do": "lapse"}).status_code == 422
    assert officer.post(address, {"do": "propose"}).status_code == 302
    assert officer.post(address, decision(now)).status_code == 403
    assert officer.get(money).context["rate_turns"] == []
    leader = as_role("leader")
    assert leader.get(money).context["rate_turns"] == [row]
    assert leader.get(address).context["offered"] == {"decide", "return", "drop"}
    for wrong in (
        decision(now) | {"number": ""},
        {key: value for key, value in decision(now).items() if key != "file"},
        decision(now, b"chi la chu"),
        decision(localdate() + timedelta(days=1)),
    ):
        assert leader.post(address, wrong).status_code == 422
    assert leader.post(address, decision(now)).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.percent, row.number) == ("decided", 60, "12/QĐ-CTĐP")
    author = as_role("author")
    kept = author.get(f"{address}quyet-dinh/")
    assert (kept.content, kept.headers["Content-Disposition"]) == (
        b"%PDF-1.7 qd",
        'attachment; filename="quyet-dinh.pdf"',
    )
    asking = author.get(f"/hop-dong/{signed.pk}/tam-ung/")
    assert (asking.context["most"], "Điều 16" in asking.context["law"]) == (180_000_000, True)
    assert "Bảo lãnh tạm ứng" in asking.content.decode()
    assert author.post(f"/hop-dong/{signed.pk}/tam-ung/", {"amount": "1000000", "done": "0"}).status_code == 302
    assert list(Claim.objects.get().papers.values_list("title", flat=True)) == [
        "Báo cáo tiến độ",
        "Bảo lãnh tạm ứng",
    ]
    assert [each.pk for each in author.get(money).context["rates"]] == [row.pk]
    assert author.get(money).context["to_rate"] == []
    assert as_role("neighbour").get(address).status_code == 404


def test_who_may_read_may_not_write(as_role, signed, now):
    as_role("officer").post(f"/hop-dong/{signed.pk}/muc-tam-ung/", TYPED)
    row = AdvanceRate.objects.get()
    address = f"/muc-tam-ung/{row.pk}/"
    for role, expected in (("author", 403), ("colleague", 403), ("head", 403), ("neighbour", 404)):
        client = as_role(role)
        for posted in ({"do": "propose"}, TYPED | {"do": "change"}, decision(now), {"do": "drop", "note": "x"}):
            assert (role, client.post(address, posted).status_code) == (role, expected)
        assert client.post(f"/hop-dong/{signed.pk}/muc-tam-ung/", TYPED).status_code == expected
    row.refresh_from_db()
    assert (row.state, row.percent) == ("draft", 50)


def test_it_goes_back_with_a_reason_and_is_dropped(as_role, signed):
    as_role("officer").post(f"/hop-dong/{signed.pk}/muc-tam-ung/", TYPED)
    address = f"/muc-tam-ung/{AdvanceRate.objects.get().pk}/"
    as_role("officer").post(address, {"do": "propose"})
    leader = as_role("leader")
    assert leader.post(address, {"do": "return", "note": ""}).status_code == 422
    assert leader.post(address, {"do": "return", "note": "Ghi rõ"}).status_code == 302
    officer = as_role("officer")
    assert officer.post(address, {"do": "drop", "note": "Thôi"}).status_code == 302
    assert (AdvanceRate.objects.get().state, officer.get(address).status_code) == ("dropped", 200)
    assert officer.get(f"/tien/de-an/{signed.project_id}/").context["rates"] == []
