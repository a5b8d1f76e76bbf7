"""Pages of awards: a round from the first proposal to the certificate, each by who may."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from khuyencong.reporting.models import AwardEvidence, AwardProposal, AwardRound
from tests.norms.conftest import law

__all__ = ["law"]
pytestmark = pytest.mark.django_db


def typed(day) -> str:
    return f"{day:%d/%m/%Y}"


def test_a_year_s_award_from_the_first_proposal_to_the_certificate(as_role, cast, law):
    today = localdate()
    officer = as_role("officer")
    begun = {"year": str(today.year), "form": "khen-bo", "until": typed(today + timedelta(days=5))}
    address = officer.post("/khen-thuong/", begun)["Location"]
    assert officer.post("/khen-thuong/", begun).status_code == 422
    assert officer.post("/khen-thuong/", begun | {"until": ""}).status_code == 422

    author = as_role("author")
    said = {"do": "propose", "kind": "collective", "name": "Tổ khuyến công", "achievements": "12 đề án"}
    assert author.post(address, said | {"achievements": ""}).status_code == 422
    own = author.post(address, said)["Location"]
    assert author.post(own, {"do": "send"}).status_code == 422
    figure = {"do": "figure", "words": "12 đề án", "source": "Báo cáo năm"}
    assert author.post(own, figure | {"source": ""}).status_code == 422
    assert author.post(own, figure).status_code == 302
    assert author.post(own, {"do": "write", "achievements": "13 đề án"}).status_code == 302
    assert author.post(own, {"do": "nothing"}).status_code == 422
    assert author.post(own, {"do": "send"}).status_code == 302
    assert as_role("neighbour").get(own).status_code == 404
    assert as_role("author").post(address, {"do": "convene"}).status_code == 403

    officer = as_role("officer")
    council = {"do": "council", "number": "9/QĐ", "on": typed(today), "quorum": "2"}
    assert officer.post(address, council).status_code == 302
    for role, seat in (("leader", "chair"), ("officer", "secretary")):
        who = str(cast[role].account.pk)
        assert officer.post(address, {"do": "seat", "user": who, "role": seat}).status_code == 302
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"do": "convene"}).status_code == 302
    for role in ("officer", "leader"):
        member = as_role(role)
        assert member.post(own, {"do": "vote", "vote": "for"}).status_code == 422
        assert member.post(own, {"do": "declare", "conflicted": "no", "words": ""}).status_code == 302
        assert member.get(own).context["sits"] is True
        assert member.post(own, {"do": "vote"}).status_code == 422
        assert member.post(own, {"do": "vote", "vote": "for"}).status_code == 302
    minutes = {"do": "conclude", "held_on": typed(today), "place": "Hà Nội", "words": "Xét một đề nghị"}
    officer = as_role("officer")
    assert officer.post(address, minutes | {"place": ""}).status_code == 422
    assert officer.post(address, minutes).status_code == 302
    decision = {"do": "decide", "number": "77/QĐ-BCT", "on": typed(today), "signer": "Bộ trưởng"}
    assert officer.post(address, decision).status_code == 403
    assert as_role("leader").post(address, decision).status_code == 302
    assert AwardRound.objects.get().state == "decided"

    neighbour = as_role("neighbour")
    assert neighbour.get(address).status_code == 200
    assert neighbour.get(own).context["evidence"] == []
    assert neighbour.get(f"{address}tai-ve/").status_code == 200
    for kind, status in (("docx", 200), ("pdf", 200), ("exe", 404)):
        assert neighbour.get(f"{own}bang/{kind}/").status_code == status


def test_evidence_is_a_file_of_an_honest_kind_and_opens_to_its_own_alone(as_role, law, pdf_file):
    today = localdate()
    begun = {"year": str(today.year), "form": "khen-bo", "until": typed(today)}
    address = as_role("officer").post("/khen-thuong/", begun)["Location"]
    author = as_role("author")
    said = {"do": "propose", "kind": "person", "name": "Bà Mẫu", "achievements": "12 đề án"}
    own = author.post(address, said)["Location"]
    assert author.post(own, {"do": "file", "words": "Ảnh", "file": pdf_file(b"MZ")}).status_code == 422
    assert (
        author.post(own, {"do": "file", "words": "Báo cáo", "file": pdf_file(b"%PDF-1.7\n%%EOF\n")}).status_code
        == 302
    )
    file = f"/khen-thuong/can-cu/{AwardEvidence.objects.get().pk}/"
    found = {
        role: as_role(role).get(file).status_code for role in ("author", "colleague", "neighbour", "officer")
    }
    assert found == {"author": 200, "colleague": 200, "neighbour": 404, "officer": 200}
    assert as_role("author").get(f"{own}bang/pdf/").status_code == 404
    assert as_role("author").post(own, {"do": "drop", "note": ""}).status_code == 422
    assert as_role("author").post(own, {"do": "drop", "note": "Thôi"}).status_code == 302
    assert AwardProposal.objects.get().state == "dropped"


@pytest.fixture
def pdf_file():
    """A file called .pdf, whatever is in it."""
    return lambda content: SimpleUploadedFile("a.pdf", content, content_type="application/pdf")
