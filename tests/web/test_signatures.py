"""Signed PDFs on the pages: what one is worth, the copy kept with a decision, and who is kept out."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from pyhanko.pdf_utils.generic import NameObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from khuyencong.paperwork.signatures import signatures_in
from khuyencong.projects.lifecycle import PLAN_DECISION, begin_decision
from khuyencong.projects.models import PlanDecision, SignedCopy
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.paperwork.test_signatures import PLAIN, signed
from tests.projects.conftest import draft, law, workshop
from tests.projects.test_decisions import selected

__all__ = ["draft", "law", "selected", "workshop"]
pytestmark = pytest.mark.django_db
SIGNED = signed()


def file(content=SIGNED, name="qd.pdf"):
    return {"file": SimpleUploadedFile(name, content, "application/pdf")}


@pytest.fixture
def decision(selected, ministry_officer, now):
    """A decision on two projects that lies with the leader."""
    act = Act(by=ministry_officer, at=now)
    begun = begin_decision(purse="KCQG", year=2027, act=act)
    # Made up, so that a copy signed for practice may be kept with it.
    PlanDecision.objects.update(made_up=True)
    begun.refresh_from_db()
    return PLAN_DECISION.perform("plan_decision.propose", begun, act)


def test_anybody_signed_in_is_told_who_signed_and_nothing_is_kept(as_role):
    page = as_role("author").post(reverse("signature_check"), file())
    told = [each.signer for each in page.context["found"]]
    assert (page.status_code, told, SignedCopy.objects.count()) == (200, ["Nguyễn Thị Minh Họa"], 0)


@pytest.mark.parametrize("content", [b"%PDF-1.7 rubbish", b"MZ program", b"x"])
def test_what_is_no_readable_pdf_is_refused_at_the_field(as_role, content):
    page = as_role("author").post(reverse("signature_check"), file(content))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])


def test_an_unsigned_pdf_is_said_to_carry_no_signature(as_role):
    page = as_role("author").post(reverse("signature_check"), file(PLAIN))
    assert "chưa được ký số" in page.content.decode()


def test_the_practice_copy_is_the_decision_signed_by_a_worthless_certificate(as_role, decision):
    written = as_role("officer").get(reverse("signed_for_practice", args=[decision.pk])).content
    assert [(each.unchanged, each.practice) for each in signatures_in(written)] == [(True, True)]


def test_a_signed_copy_is_kept_once_and_comes_back_as_it_was(as_role, decision):
    officer, address = as_role("officer"), reverse("signed_copy_keep", args=[decision.pk])
    statuses = [officer.post(address, file()).status_code for _ in range(2)]

    kept = SignedCopy.objects.get()
    page = officer.get(reverse("plan_decision", args=[decision.pk]))
    back = officer.get(reverse("signed_copy", args=[decision.pk, kept.pk]))
    assert (statuses, kept.signatures, back.content) == ([302, 302], 1, SIGNED)
    assert [each.signer for each in page.context["copies"].found] == ["Nguyễn Thị Minh Họa"]
    assert Event.objects.filter(name="plan_decision.copy").count() == 1


def test_an_unsigned_copy_is_refused_and_a_draft_takes_none(as_role, decision):
    address = reverse("signed_copy_keep", args=[decision.pk])
    unsigned = as_role("officer").post(address, file(PLAIN))
    assert [each.code for each in unsigned.context["blocked"]] == ["unsigned"]
    PlanDecision.objects.update(state="draft")
    early = as_role("officer").post(address, file())
    assert [each.code for each in early.context["blocked"]] == ["no_copy_yet"]
    assert SignedCopy.objects.count() == 0


def test_a_copy_for_practice_or_one_changed_since_is_not_kept(as_role, decision):
    officer, address = as_role("officer"), reverse("signed_copy_keep", args=[decision.pk])
    later = IncrementalPdfFileWriter(io.BytesIO(SIGNED))
    later.root[NameObject("/Lang")] = pdf_string("en")
    later.update_root()
    written = io.BytesIO()
    later.write(written)
    changed = officer.post(address, file(written.getvalue())).context["blocked"]
    PlanDecision.objects.update(made_up=False)
    practice = officer.post(address, file()).context["blocked"]
    assert [[each.code for each in found] for found in (changed, practice)] == [
        ["changed_since"],
        ["for_practice"],
    ]
    assert SignedCopy.objects.count() == 0


def test_a_province_may_not_touch_the_copies_of_the_ministry(as_role, decision):
    as_role("officer").post(reverse("signed_copy_keep", args=[decision.pk]), file())
    kept = SignedCopy.objects.get()
    keep, copy = (
        reverse("signed_copy_keep", args=[decision.pk]),
        reverse("signed_copy", args=[decision.pk, kept.pk]),
    )
    others = [
        (as_role(role).post(keep, file()).status_code, as_role(role).get(copy).status_code)
        for role in ("author", "neighbour")
    ]
    inspector = as_role("inspector").post(keep, file(signed())).status_code
    assert (others, inspector, SignedCopy.objects.count()) == ([(404, 404), (404, 404)], 403, 1)


def test_the_database_keeps_a_copy_as_it_was(as_role, decision):
    as_role("officer").post(reverse("signed_copy_keep", args=[decision.pk]), file())
    kept = SignedCopy.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedCopy.objects.filter(pk=kept.pk).update(name="khác.pdf")
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()
    assert SignedCopy.objects.get().name == "qd.pdf"
