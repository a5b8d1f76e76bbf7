"""Every address of the site and every kind of reader: a new address without a declared policy fails here."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import localdate, localtime
from wagtail.documents.models import Document

from khuyencong.handover.lifecycle import hand_over
from khuyencong.industry.actions import Place, add_holding, save_cluster, write_cluster_row
from khuyencong.industry.actions import register as enter_establishment
from khuyencong.industry.actions.surveys import Said, Sent, open_round, want_many
from khuyencong.industry.lifecycle import propose_merge, propose_notice
from khuyencong.industry.lifecycle.surveys import receive
from khuyencong.industry.models import (
    AnswerPhoto,
    ClusterDecision,
    ClusterNotice,
    Product,
    ProductCertificate,
    ProductComplaint,
    ProductEntry,
    ProductMember,
    ProductPhoto,
    ProductRound,
    SurveyRound,
)
from khuyencong.ledger.actions import Said as Told
from khuyencong.ledger.actions import open_book, post
from khuyencong.ledger.models import (
    Acceptance,
    AdvanceRate,
    Claim,
    ClaimPaper,
    GiveBack,
    Liquidation,
    PostingCorrection,
    Reconciliation,
    SignedSheet,
    Statement,
    StatementRemoval,
    YearClose,
    YearOpening,
)
from khuyencong.norms.models import ClosingCheck, Indicator, Programme, ProgrammeTarget, Question
from khuyencong.organisations.actions import open_desk
from khuyencong.organisations.actions.invitations import invite
from khuyencong.organisations.actions.registrations import Application, register
from khuyencong.organisations.models import Registration, User
from khuyencong.organisations.secrets import digest_of
from khuyencong.places.queries import provinces_on
from khuyencong.portal.actions.campaigns import Said as Said_of_campaign
from khuyencong.portal.actions.campaigns import begin
from khuyencong.post.actions.api_keys import WantedKey, make_key
from khuyencong.post.actions.exports import ask_for, make_export
from khuyencong.post.actions.feeds import open_feed
from khuyencong.post.actions.hooks import WantedHook, make_hook
from khuyencong.post.models import Export
from khuyencong.projects.actions import Basics, add_beneficiary, hand_in
from khuyencong.projects.actions.councils import set_up
from khuyencong.projects.lifecycle import begin_request, start
from khuyencong.projects.models import (
    Appraisal,
    ChangePaper,
    ChangeRequest,
    Contract,
    ContractCopy,
    Enquiry,
    Fault,
    FollowUp,
    GroupPlan,
    Inspection,
    Line,
    Minutes,
    Obstacle,
    PlanDecision,
    ProgressPhoto,
    ProgressReport,
    Proof,
    Purchase,
    SelectionList,
    SignedCopy,
    Supplement,
)
from khuyencong.projects.queries.changes import terms_now
from khuyencong.reporting.lifecycle import correct
from khuyencong.reporting.models import (
    AwardEvidence,
    AwardMember,
    AwardProposal,
    AwardRound,
    CapabilityEdition,
    CapabilityEvent,
    CapabilityHearing,
    CapabilityLine,
    CapabilityRound,
    CapabilityScore,
    IssuedReport,
    OpenFile,
    OpenRelease,
    PeriodicReturn,
    ReportNumber,
    ReportRequest,
)
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.rules.money import Unit
from khuyencong.web.reporting.views.figures import figures_file
from khuyencong.workflow.lifecycle import Act
from tests.industry.conftest import commune
from tests.norms.conftest import propose_deadline, propose_norm
from tests.portal import conftest as news
from tests.projects.test_councils import SETTING
from tests.web.opened import published_row
from tests.web.policy import POLICY, ROLES

pytestmark = pytest.mark.django_db

BASICS = {"title": "Máy sấy", "purse": "KCQG", "kind": "named", "year": 2027, "last_year": 2027}
COPY = {"name": "qd.pdf", "sha256": "0", "signatures": 1, "content": b"%PDF-1.7"}
PAPER = {"name": "cong-van.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7"}


EDITOR = "bien-tap/"
"""The addresses of Wagtail's editor are its own, hundreds of them, and change with it: one door stands before
all, and tests/portal/test_editing.py knocks at every one of them without a desk that writes news."""

OF_PROGRAMS = ("api-1", "common-grants")
"""Namespaces of addresses that take keys and no sessions: tests/api/test_access.py tries each of them."""


def named(patterns):
    """Every named address of ours, however deep."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) == EDITOR or pattern.namespace in OF_PROGRAMS:
                continue
            yield from named(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def finished_export(by, at):
    """A file she asked for, made."""
    export = ask_for(by=by, maker=figures_file, title="Số liệu", parameters={"stage": "done"}, at=at)
    make_export.call(export.pk)
    Export.objects.filter(pk=export.pk).update(expires_at=at + timedelta(days=36500))
    return export


def invited(desk, by):
    """The secret of an invitation to a desk beside that one."""
    today = localdate()
    free = open_desk(code="ban-moi", agency=desk.agency, role=desk.role, title="Bàn mới", since=today)
    given = {"email": "moi@khuyencong.example", "full_name": "Người mới", "since": today}
    return invite(desk=free, by=by, at=localtime(), **given)[1]


def registered():
    """The secret of a registration."""
    unit = provinces_on(localdate())[0].id
    given = {"email": "coso@khuyencong.example", "representative": "Chủ", "establishment": "Cơ sở"}
    made = register(Application(**given, tax_code="", unit=unit, purpose="Lập tài khoản"), localtime())
    return made[1]


def in_the_register(by, at):
    """An establishment with a product, and a proposal to merge another into it."""
    place = Place(unit=by.agency.unit)
    said = {"legal_form": "ho", "source": "Sổ xã"}
    kept, gone = (
        enter_establishment(said | {"name": name}, place, by=by, at=at) for name in ("Mộc Phú Lộc", "Rèn")
    )
    product = add_holding(Product, kept, {"name": "Bàn"}, by=by, at=at)
    cluster = save_cluster({"name": "Cụm Phú Lợi", "source": "Sổ"}, place.unit, by=by, at=at)
    merge = propose_merge(gone=gone, kept=kept, act=Act(by=by, at=at, reason="Một chủ"))
    given = {"email": "chu@khuyencong.example", "representative": "Chủ", "establishment": "Rèn", "purpose": "…"}
    account = User.objects.create(username="chu-co-so")
    told = {"unit": by.agency.unit, "user": account, "digest": "0" * 64}
    owner = Registration.objects.create(**given, **told, consented_at=at, confirmed_at=at)
    return {
        "row": (kept.pk,),
        "owner_account": (owner.pk,),
        "merge": (merge.pk,),
        "cluster": (cluster.pk,),
        **of_clusters(cluster, by, at),
        "holding_kind": (kept.pk, "san-pham"),
        "holding": (kept.pk, "san-pham", product.pk),
    }


def of_clusters(cluster, by, at):
    """A decision about it, a notice that waits and, of another cluster, one that is public."""
    said = {"kind": "listed", "number": "15/QĐ-UBND", "signed_on": date(2025, 1, 1), "source": "Sổ"}
    row = write_cluster_row(ClusterDecision, cluster, said, by=by, at=at)
    waiting = propose_notice(cluster, act=Act(by=by, at=at))
    kept = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    other = save_cluster({"name": "Cụm Phú Hòa", "source": "Sổ"}, by.agency.unit, by=by, at=at)
    second = User.objects.create(username="lanh-dao-cong-khai")
    shown = {each: getattr(waiting, each) for each in ("name", "name_key", "province", "place", "on", "facts")}
    ClusterNotice.objects.create(
        cluster=other, **kept, **shown, state="public", decided_by=second, public_at=at
    )
    return {
        "cluster_kind": (cluster.pk, "quyet-dinh"),
        "cluster_row": (cluster.pk, "quyet-dinh", row.pk),
        "cluster_notice": (waiting.pk,),
        "public_cluster": (other.pk,),
    }


def agreed_with_an_owner(project, by, at):
    """A contract of the unit with an establishment."""
    said = {"legal_form": "ho", "source": "Sổ xã", "name": "Dệt"}
    workshop = enter_establishment(said, Place(unit=by.agency.unit), by=by, at=at)
    owner = add_beneficiary(project, workshop, None, by=by, at=at)
    return agreed(project, by, at, kind="owner", beneficiary=owner)


def copy_of(contract, at):
    """A signed copy of it, as a row."""
    kept = {"name": "hd.pdf", "media_type": "application/pdf", "sha256": "0" * 64, "content": b"%PDF-1"}
    return ContractCopy.objects.create(contract=contract, **kept, author=contract.author, at=at)


def agreed(project, by, at, **more):
    """A contract on it, as a row."""
    return Contract.objects.create(
        project=project,
        year=2027,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        support=1,
        counterpart=0,
        begins_on=date(2027, 1, 1),
        ends_on=date(2027, 12, 31),
        created_at=at,
        **more,
    )


def reported_on(project, at):
    """A month's report on it, not written yet."""
    return ProgressReport.objects.create(
        project=project, month=date(2027, 1, 1), agency=project.agency, desk=project.desk, created_at=at
    )


def to_change(project, by, at):
    """A request to change it with one paper, as rows."""
    before = terms_now(project)
    found = ChangeRequest.objects.create(
        project=project,
        changes=["other"],
        before=before.data,
        after=replace(before, title="Tên khác").data,
        reason="Nhầm tên",
        level="ministry",
        decided_by="Cục",
        law="Điều 11",
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
    )
    file = {"name": "a.pdf", "media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    ChangePaper.objects.create(request=found, position=1, title="Văn bản", state="handed", **file)
    return {
        "change": (found.pk,),
        "change_paper": (found.pk, 1),
        "change_document": (found.pk, "docx"),
    }


def inspected(project, by, at):
    """A recorded inspection of it with a fault and its proof, as rows."""
    file = {"name": "a.pdf", "media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    said = {"team": "Cán bộ", "attendants": "Cán bộ", "conclusion": "Đúng", "state": "recorded"}
    days = {"planned_on": at.date(), "held_on": at.date()}
    made = Inspection.objects.create(project=project, **days, **said, **file, **who)
    fault = Fault.objects.create(
        inspection=made, words="Thiếu nhãn", wanted="Gắn nhãn", due=at.date(), agency=by.agency
    )
    proof = Proof.objects.create(fault=fault, words="Đã gắn", author=by.account, at=at, **file)
    return {
        "inspection": (made.pk,),
        "inspection_printed": (made.pk, "docx"),
        "fault": (fault.pk,),
        "proof": (proof.pk,),
    }


def followed(project, beneficiary, at):
    """An owner asked after acceptance, and the secret of her link."""
    secret = "bi-mat-cua-co-so"
    row = FollowUp.objects.create(
        project=project,
        beneficiary=beneficiary,
        months=6,
        due_on=at.date(),
        until=at.date(),
        agency=project.agency,
        desk=project.desk,
        digest=digest_of(secret),
        ends_at=at + timedelta(days=3650),
        created_at=at,
    )
    return {"follow_up": (row.pk,), "outcome_secret": (secret,)}


def bought(project, by, at):
    """Something bought on it, as a row."""
    line = Line.objects.create(
        project=project, position=1, name="Máy", quantity=1, unit_price=1, year=2027, national=1
    )
    invoice = {"seller": "A", "seller_code": "0", "number": "1", "on": at.date(), "invoice_key": "0/1/2027"}
    file = {"file_name": "a.pdf", "media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    made = Purchase.objects.create(
        project=project, line=line, name="Máy", amount=1, support=0, **invoice, **file, **who
    )
    return made.pk


def told_at(officer, at):
    """The code of an address at which a program of the officer's desk is told of events."""
    wanted = WantedKey(name="Cổng", scopes=["projects:read"], days=30)
    key, _ = make_key(officer.desk, wanted, by=officer, at=at)
    hook, _ = make_hook(
        key, WantedHook(address="https://phanmem.vn/", events=["project.moved"]), by=officer, at=at
    )
    return hook.code


def place_of(project):
    """The agency and desk that draft it."""
    return {"agency": project.agency, "desk": project.desk}


def wanted(by, at):
    """An owner's enquiry at her agency, as a row."""
    said = {"name": "Tổ đan", "owner_kind": "tht", "wish": "mua-may", "cost": 1, "commune": by.agency.unit}
    return Enquiry.objects.create(agency=by.agency, author=by.account, created_at=at, **said).pk


def opened(project, by, at):
    """A release with one file and that project in it, as rows; the address of its public page."""
    made = OpenRelease.objects.create(
        number=1,
        cut=at.date(),
        known_at=at,
        schema="1.0",
        rows=1,
        added=1,
        changed=0,
        removed=0,
        made_up=0,
        publisher="Cục",
        issued_by=by.account,
        issued_at=at,
    )
    OpenFile.objects.create(
        release=made,
        name="thu.csv",
        title="Thử",
        media_type="text/csv",
        rows=1,
        size=1,
        sha256="0",
        content=b"x",
    )
    return published_row(project, made).slug


def stuck(project, by, at):
    """An obstacle of it, as a row."""
    said = {"kind": "khac", "title": "Vướng", "told": "Vướng", "wanted": "Gỡ", "body": "Kho bạc"}
    days = {"due": at.date(), "due_source": "thử", "raised_on": at.date(), "created_at": at}
    made = Obstacle.objects.create(
        project=project, agency=by.agency, desk=by.desk, author=by.account, **said, **days
    )
    return made.pk


def pictured(report, by, at):
    """A photograph of a report, as a row."""
    picture = {"media_type": "image/jpeg", "size": 1, "sha256": "0", "content": b"x", "officer": by.account}
    return ProgressPhoto.objects.create(report=report, received_at=at, **picture).pk


def claimed(contract, by, at):
    """A claim on it with one paper, as rows."""
    claim = Claim.objects.create(
        project=contract.project,
        contract=contract,
        amount=1,
        done=0,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
    )
    file = {"name": "a.pdf", "media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    ClaimPaper.objects.create(claim=claim, position=1, title="Hợp đồng", state="handed", **file)
    found = Acceptance.objects.create(
        project=contract.project,
        contract=contract,
        held_on=at.date(),
        amount=1,
        counterpart=0,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        **file,
    )
    closed = Liquidation.objects.create(
        project=contract.project,
        contract=contract,
        done="Xong",
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        **file,
    )
    back = GiveBack.objects.create(
        project=contract.project,
        contract=contract,
        amount=1,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        **file,
    )
    rate = AdvanceRate.objects.create(
        project=contract.project,
        contract=contract,
        percent=50,
        papers="Hợp đồng",
        reason="Thử",
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        **file,
    )
    settlement = Claim.objects.create(
        project=contract.project,
        contract=contract,
        kind="settle",
        amount=1,
        done=100,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        state="dropped",
    )
    return {
        "settlement": (settlement.pk,),
        "give_back": (back.pk,),
        "liquidation": (closed.pk,),
        "advance_rate": (rate.pk,),
        "claim": (claim.pk,),
        "claim_paper": (claim.pk, 1),
        "unit_contract": (contract.pk,),
        "claim_rest": (contract.pk, "thanh-toan"),
        "acceptance": (found.pk,),
    }


def to_correct(project, by, at):
    """A posting of its money, and a correction of it, as rows."""
    book = open_book(project, purse=project.purse, year=project.year)
    said = Told(kind=Kind.ALLOCATE, key="decision-0-project-0", effective_on=at.date(), document="thử")
    move = Move(book=book.pk, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=1)
    posting = post(said, [move], by=by, at=at)
    file = {"name": "a.pdf", "media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    row = PostingCorrection.objects.create(project=project, posting=posting, reason="thử", **file, **who)
    return {"posting_to_correct": (project.pk, posting.pk), "posting_correction": (row.pk,)}


def asked_of_everybody():
    """The code of a question that anybody may read the answer to."""
    row = Question.objects.create(
        code="cau-thu",
        name="Ai được hỗ trợ?",
        topic="who",
        answer="Cơ sở sản xuất.",
        looked=date(2026, 11, 1),
        position=1,
        since=date(2014, 1, 1),
        source="thử",
    )
    return row.code


def closed_by(by, at):
    """A closing of her agency's purse, as a row."""
    ClosingCheck.objects.create(
        code="unpaid",
        name="Đã nghiệm thu mà chưa chi",
        position=1,
        since=date(2014, 1, 1),
        source="thử",
        by_whom="Sở",
    )
    row = YearClose.objects.create(
        purse="KCDP", year=2024, agency=by.agency, desk=by.desk, author=by.account, created_at=at
    )
    opening = YearOpening.objects.create(
        purse="KCDP", year=2027, agency=by.agency, desk=by.desk, author=by.account, created_at=at
    )
    file = {"name": "a.pdf", "media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    beside = Reconciliation.objects.create(unit=by.agency, purse="KCDP", year=2026, side="unit", **who)
    rows = Reconciliation.objects.filter(pk=beside.pk)
    rows.update(state="proposed")
    rows.update(state="confirmed", figures={}, confirmed_on=at)
    beside.refresh_from_db()
    paper = SignedSheet.objects.create(
        reconciliation=beside, figures={"booked": 0}, signed_on=at, author=by.account, at=at, **file
    )
    Reconciliation.objects.update(state="draft", figures=None)
    days = {"since": at.date(), "until": at.date(), "count": 0, "at": at}
    said = Statement.objects.create(reconciliation=beside, account="1", author=by.account, **days, **file)
    removal = StatementRemoval.objects.create(reconciliation=beside, statement=said, reason="Nhầm", **who)
    return reconciled_by(beside, said, paper) | {
        "statement_removal": (removal.pk,),
        "closing": (row.pk,),
        "closing_check": (row.pk, "unpaid"),
        "opening": (opening.pk,),
    }


def reconciled_by(row, statement, sheet):
    """Where a reconciliation is tried."""
    return {
        "reconciliation": (row.pk,),
        "reconciliation_rows": (row.pk, "so"),
        "reconciliation_statement": (row.pk, statement.pk),
        "reconciliation_paper": (row.pk, "xlsx"),
        "reconciliation_signed": (row.pk, sheet.pk),
    }


def surveyed(by, at):
    """A round with an answer of which two editions wait for a choice."""
    days = {"since": at.date(), "until": at.date() + timedelta(days=9)}
    place = commune("99001", "Phú Lộc", "82")
    survey = open_round(title="Nhu cầu", year=2027, **days, by=by, at=at)
    want_many(survey, {place.pk: 3}, by=by, at=at)
    given = {"key": UUID(int=1), "survey": survey, "commune": place}
    rows = [
        receive(
            Sent(
                **given,
                edition=UUID(int=10 + each),
                based_on=base,
                said=Said(name="Mộc", wants=words, taken_at=at),
            ),
            Act(by=by, at=at),
        )
        for each, (base, words) in enumerate(((0, "Mua máy"), (1, "Mua hai máy"), (1, "Mua máy sấy")))
    ]
    picture = {"latitude": None, "media_type": "image/jpeg", "size": 1, "sha256": "0", "content": b"x"}
    photo = AnswerPhoto.objects.create(
        key=UUID(int=2),
        answer=rows[0].edition.answer,
        taken_at=at,
        received_at=at,
        officer=by.account,
        **picture,
    )
    # The pages of who asks look at today's rounds, on whatever day the tests run.
    SurveyRound.objects.update(until=date(2099, 1, 1))
    return {
        "survey": (survey.pk,),
        "survey_photo": (photo.pk,),
        "survey_file": (survey.pk, 1),
        "answer": (rows[0].edition.answer_id,),
        "answer_conflict": (rows[2].edition.conflict.pk,),
    }


def in_the_news(writer, head, at):
    """A published article, a picture and a document of her department in no article, a campaign of it."""
    article = news.published(writer, head, topics=["Máy móc"])
    folder = news.folder_of(head)
    shown = news.picture(collection=folder).get_rendition("width-100")
    file = Document.objects.create(
        title="Mẫu", file=ContentFile(b"%PDF-1.7", name="mau.pdf"), collection=folder
    )
    said = {"name": "Máy mới", "purpose": "Cho cơ sở biết", "since": at.date(), "until": at.date()}
    campaign = begin(Said_of_campaign(**said), by=head, at=at)
    shelf, slug = article.url.strip("/").split("/")[1:]
    return {
        "news_section": (article.section.code,),
        "news_topic": ("may-moc",),
        "news_shelf": (shelf,),
        "news_article": (shelf, slug),
        "news_picture": (shown.file.name,),
        "news_document": (file.pk, file.filename),
        "campaign": (campaign.pk,),
        "campaign_file": (campaign.pk, "csv"),
    }


def set_out():
    """A programme and one target of it."""
    years = {"first_year": 2021, "last_year": 2025, "position": 1, "since": date(2020, 11, 20), "source": "thử"}
    Programme.objects.create(code="thu", name="Chương trình thử", **years)
    aim = {"programme": "thu", "indicator": "kq-09", "value": 340, "unit": "mô hình"}
    return (ProgrammeTarget.objects.create(code="thu-mo-hinh", name="Mô hình", **aim, **years).code,)


def owed_return(officer, reader, now) -> PeriodicReturn:
    """A return of the author's department that is being prepared, on a form of one line."""
    Indicator.objects.create(
        code="kq-thu", name="Lớp", form="ket-qua", unit="lớp", position=1, since=date(2020, 1, 1), source="Thử"
    )
    return PeriodicReturn.objects.create(
        duty="x",
        form="ket-qua",
        title="Thử",
        agency=officer.agency,
        to=reader.agency,
        every="quarter",
        year=2025,
        number=4,
        starts="2025-10-01",
        ends="2025-12-31",
        opens_on="2025-12-25",
        created_at=now,
        state="draft",
        desk=officer.desk,
        prepared_by=officer.account,
    )


def scored(by, at):
    """A computed score of her department with one event, which it was asked about."""
    row = CapabilityRound.objects.create(
        year=2025,
        cut=date(2025, 12, 31),
        province=by.agency.unit,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
    )
    edition = CapabilityEdition.objects.create(
        round=row, number=1, known_at=at, criteria=[], needs=50, digest="0" * 64, author=by.account, at=at
    )
    CapabilityRound.objects.update(edition=edition, state="shared")
    score = CapabilityScore.objects.create(edition=edition, agency=by.agency, about="unit", words="Chưa đủ")
    line = CapabilityLine.objects.create(
        score=score, position=1, criterion="x", name="Đúng hạn", weight=1, counted=1, words="Chưa đủ"
    )
    CapabilityEvent.objects.create(
        line=line, key="progress:0:sent", on=date(2025, 1, 1), value=1, of=1, words="Báo cáo"
    )
    hearing = CapabilityHearing.objects.create(round=row, score=score, agency=by.agency, until=date(2099, 1, 1))
    return {
        "capability": (row.pk,),
        "capability_score": (score.pk,),
        "capability_line": (line.pk,),
        "capability_hearing": (hearing.pk,),
    }


def proposed_for_award(by, at):
    """A province's round with a proposal that rests on a file; nothing is awarded yet."""
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    row = AwardRound.objects.create(
        year=2025,
        level="province",
        form="x",
        form_name="Bằng khen",
        decided_by="UBND",
        law="Điều 17",
        votes=70,
        until=date(2099, 1, 1),
        **who,
    )
    made = AwardProposal.objects.create(
        round=row, kind="collective", name="Tổ", achievements="Đúng hạn", state="sent", **who
    )
    file = {"name": "a.pdf", "media_type": "application/pdf", "sha256": "0", "content": b"%PDF"}
    shown = AwardEvidence.objects.create(
        proposal=made, kind="file", words="Báo cáo", author=by.account, at=at, **file
    )
    member = AwardMember.objects.create(round=row, user=by.account, role="chair")
    return {
        "award": (row.pk,),
        "award_ballot": (member.pk,),
        "award_proposal": (made.pk,),
        "award_evidence": (shown.pk,),
        "award_certificate": (made.pk, "pdf"),
    }


def chosen(by, at):
    """A province's round with a product, its certificate and a complaint, as rows; not published."""
    found, entry = registered_product(by, at)
    picture = {"media_type": "image/jpeg", "size": 1, "sha256": "0", "content": b"x", "officer": by.account}
    photo = ProductPhoto.objects.create(entry=entry, angle="front", alt="Bàn", received_at=at, **picture)
    member = ProductMember.objects.create(
        round=found, user=by.account, name="Giám khảo", role="none", jury="head"
    )
    paper = ProductCertificate.objects.create(
        entry=entry,
        agency=by.agency,
        level="province",
        year=2025,
        serial=1,
        code="K3F7Q2M9TB",
        name="Bàn",
        owner_name="Gỗ",
        group="x",
        group_name="Nhóm",
        province=by.agency.unit,
        place="Tỉnh",
        decided_by="UBND",
        decision="1/QĐ",
        granted_on=date(2025, 12, 1),
        searched="ban",
    )
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    days = {"received_on": date(2025, 12, 2), "due": date(2025, 12, 16), "due_law": "thử"}
    plea = ProductComplaint.objects.create(entry=entry, words="Điểm thấp", **days, **who)
    return {
        "product_round": (found.pk,),
        "product_round_paper": (found.pk, "danh-sach", "docx"),
        "product_entry": (entry.pk,),
        "product_sheet": (entry.pk, "docx"),
        "product_photo": (photo.pk,),
        "product_ballot": (member.pk,),
        "product_certificate": (paper.pk,),
        "product_paper": (paper.pk, "docx"),
        "product_complaint": (plea.pk,),
        "product_verified": (paper.code,),
    }


def registered_product(by, at):
    """A round and a product sent to it."""
    who = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": at}
    found = ProductRound.objects.create(
        year=2025,
        level="province",
        plan="KH 1",
        until=date(2099, 1, 1),
        decided_by="UBND",
        sizes="7 9",
        groups=[{"code": "x", "name": "Nhóm", "law": ""}],
        criteria=[{"code": "tc", "name": "Thị trường", "most": 40, "told": ""}],
        threshold=70,
        photos=3,
        **who,
    )
    said = {"legal_form": "ho", "source": "Sổ xã", "name": "Gỗ"}
    owner = enter_establishment(said, Place(unit=by.agency.unit), by=by, at=at)
    declared = {"own": True, "original": True, "serial_made": True, "description": "Bàn gỗ"}
    given = {"name": "Bàn", "group": "x", "group_name": "Nhóm", "state": "sent", "sent_on": at.date()}
    return found, ProductEntry.objects.create(round=found, establishment=owner, **given, **declared, **who)


@pytest.fixture
def samples(
    demo,
    handed_in,
    figure_handed_in,
    ministry_leader,
    ministry_officer,
    dong_thap_officer,
    dong_thap_colleague,
    dong_thap_leader,
    administrator,
    now,
):
    """What an address that names one thing is tried with: things of one province, published by nobody."""
    report = IssuedReport.objects.create(
        region_id=1,
        year=2018,
        cut="2018-07-31",
        borders="then",
        known_at="2026-01-01T00:00:00Z",
        issued_by=ministry_leader.account,
        issued_at="2026-01-01T00:00:00Z",
        open_errors=0,
        xlsx=b"xlsx",
        docx=b"docx",
        digest="0" * 64,
    )
    ReportNumber.objects.create(
        report=report,
        position=0,
        code="K3F7Q2M9TA",
        name="region.members",
        label="Địa phương của vùng",
        kind="amount",
        value="20/1",
        counts="địa phương",
        trace={"how": "derived", "cut": "0001-01-01"},
        text="20 địa phương",
        printed=True,
    )
    ours = Act(by=dong_thap_officer, at=now)
    proposed = correct(figure=figure_handed_in, printed="6", unit=Unit.DONG, reason="Kho bạc", act=ours)
    handed = ReportRequest.objects.create(
        region_id=report.region_id,
        year=2018,
        cut="2018-07-31",
        borders="then",
        known_at=now,
        agency=ministry_officer.agency,
        desk=ministry_officer.desk,
        prepared_by=ministry_officer.account,
        prepared_at=now,
        state="submitted",
    )
    parties = {"taker": dong_thap_colleague.account, "promises": "", "contacts": "", "notes": ""}
    given = hand_over(desk=dong_thap_officer.desk, act=Act(by=dong_thap_officer, at=now, given=parties))
    decision = PlanDecision.objects.create(
        purse="KCQG",
        year=2027,
        agency=ministry_officer.agency,
        desk=ministry_officer.desk,
        author=ministry_officer.account,
        authority="Bộ trưởng Bộ Công Thương",
        authority_law="Điều 8 khoản 3, 36/2013/TT-BCT",
        created_at=now,
    )
    made = {"desk": ministry_officer.desk, "author": ministry_officer.account, "created_at": now}
    listed = SelectionList.objects.create(
        purse="KCQG", year=2027, agency=ministry_officer.agency, ceiling=1, **made
    )
    drafted = start(Basics(**BASICS, items={}), act=ours)
    with_owner = agreed_with_an_owner(drafted, dong_thap_officer, now)
    report_sent = reported_on(drafted, at=now)
    sheet = Appraisal.objects.create(
        project=drafted,
        level="base",
        round=1,
        agency=dong_thap_officer.agency,
        desk=dong_thap_officer.desk,
        keeper=dong_thap_officer.account,
        opened_at=now,
    )
    told = {"step": "du-toan", "words": "Giá?", "asked_by": dong_thap_officer.account, "asked_at": now}
    asked = Supplement.objects.create(appraisal=sheet, project=drafted, sent_at=now, **told)
    council = set_up(SETTING, by=dong_thap_leader, at=now)
    met = Minutes.objects.create(
        council=council, held_at=now, place="Hà Nội", kept_by=dong_thap_leader.account, kept_at=now
    )
    yearly = begin_request(purse="KCQG", year=2027, act=ours)
    owed = owed_return(dong_thap_officer, ministry_officer, now)
    return {
        **in_the_news(dong_thap_officer, dong_thap_leader, now),
        "target": set_out(),
        "periodic": (owed.pk,),
        "periodic_form": (owed.pk, "docx"),
        "periodic_cell": (owed.pk, "kq-thu", "KCQG"),
        "correction": (proposed.pk,),
        "request": (handed.pk,),
        "handover": (given.pk,),
        "norm": ("82-2025-may-moc",),
        "question": (asked_of_everybody(),),
        "norm_change": (propose_norm(dong_thap_officer, now).pk,),
        "list_change": (propose_deadline(ministry_officer, now).pk,),
        "project": (drafted.pk,),
        "appraisal": (sheet.pk,),
        "supplement": (asked.pk,),
        "appraisal_printed": (sheet.pk, "docx"),
        "council": (council.pk,),
        "minutes": (met.pk,),
        "minutes_printed": (met.pk, "docx"),
        "step": (drafted.pk, "chung"),
        "section": (drafted.pk, "muc-tieu"),
        "aside": (drafted.pk, 1),
        "contract": (with_owner.pk,),
        "contract_copy": (with_owner.pk, copy_of(with_owner, now).pk),
        "purchase": (bought(drafted, dong_thap_officer, now),),
        "open_project": (opened(drafted, ministry_leader, now),),
        "enquiry": (wanted(dong_thap_officer, now),),
        "obstacle": (stuck(drafted, dong_thap_officer, now),),
        "group_plan": (
            GroupPlan.objects.create(project=drafted, year=2027, **place_of(drafted), created_at=now).pk,
        ),
        "progress": (report_sent.pk,),
        "progress_photo": (pictured(report_sent, dong_thap_officer, now),),
        "contract_owner": (drafted.pk, with_owner.beneficiary_id),
        "money_printed": (drafted.pk, "docx"),
        "contract_printed": (drafted.pk, "hop-dong", with_owner.pk, "docx"),
        "plan_decision": (decision.pk,),
        "plan_list": (listed.pk,),
        "signed_copy": (
            decision.pk,
            SignedCopy.objects.create(decision=decision, **COPY, author=ministry_officer.account, at=now).pk,
        ),
        "plan_papers": (decision.pk, "docx"),
        "request_of_plan": (yearly.pk,),
        "request_printed": (yearly.pk, "docx"),
        "printed": (drafted.pk, "docx"),
        "paper": (drafted.pk, hand_in(drafted, "cong-van", **PAPER, by=dong_thap_officer, at=now).pk),
        "agency": (dong_thap_officer.agency.code,),
        "desk": (dong_thap_officer.desk_code,),
        "figure": (figure_handed_in.pk,),
        "source": (handed_in.pk,),
        "story": ("source", str(handed_in.pk)),
        "file": ((handed_in.file_id,),),
        "report": (report.pk, "bao-cao.docx"),
        "person": (dong_thap_officer.account.pk,),
        "export": (finished_export(dong_thap_officer, now).pk,),
        "invitation": (invited(dong_thap_officer.desk, administrator),),
        "registration": (registered(),),
        "hook": (told_at(dong_thap_officer, now),),
        "secret": (open_feed(by=dong_thap_officer, at=now),),
        **followed(drafted, with_owner.beneficiary, now),
        **closed_by(dong_thap_officer, now),
        **to_correct(drafted, dong_thap_officer, now),
        **claimed(agreed(drafted, dong_thap_officer, now), dong_thap_officer, now),
        **to_change(drafted, dong_thap_officer, now),
        **in_the_register(dong_thap_officer, now),
        **inspected(drafted, dong_thap_officer, now),
        **surveyed(dong_thap_officer, now),
        **scored(dong_thap_officer, now),
        **proposed_for_award(dong_thap_officer, now),
        **chosen(dong_thap_officer, now),
    }


def test_every_address_has_a_declared_policy():
    assert sorted(set(named(get_resolver().url_patterns)) - {"gallery", "api_nothing"}) == sorted(POLICY)


def test_each_reader_gets_what_the_policy_says(as_role, samples):
    given = {}
    for role in ROLES:
        client = as_role(role)
        for name, (_, args) in POLICY.items():
            address = reverse(name, args=samples[args] if isinstance(args, str) else args)
            given[name, role] = client.get(address).status_code
    assert given == {(name, role): policy[role] for name, (policy, _) in POLICY.items() for role in ROLES}


def test_a_stranger_who_is_sent_to_sign_in_comes_back_to_where_she_was(client):
    response = client.get(reverse("return_upload"))
    assert response.headers["Location"] == "/dang-nhap/?next=/bao-cao/nop/"


def test_what_a_reader_may_not_do_is_absent_from_the_rail(as_role):
    for role in ROLES:
        rail = [place.label for place in as_role(role).get(reverse("help")).context["places"]]
        ministry = role in ("officer", "leader", "inspector")
        hands_in = role not in ("stranger", "inspector", "administrator")
        assert rail == [
            *(["Việc của tôi"] if role != "stranger" else []),
            *(["Tổng quan"] if role not in ("stranger", "administrator") else []),
            *(
                ["Đề án", "Kế hoạch", "Kinh phí", "Vướng mắc", "Kiểm tra", "Thẩm định"]
                if role not in ("stranger", "administrator")
                else []
            ),
            *(["Tôi được hỗ trợ gì?"] if role == "stranger" else []),
            "Tin tức",
            "Vùng và cả nước",
            *(["Đề án đã công bố"] if role in ("stranger", "leader") else []),
            "Mục tiêu",
            *(["Báo cáo định kỳ"] if role not in ("stranger", "administrator") else []),
            *(["Nộp báo cáo"] if hands_in else []),
            *(["Tình hình báo cáo"] if role not in ("stranger", "administrator") else []),
            *(["Báo cáo đã phát hành"] if ministry else []),
            *(["Năng lực, khen thưởng"] if role not in ("stranger", "administrator") else []),
            "Số liệu",
            *(["Cơ sở CNNT"] if role not in ("stranger", "administrator") else []),
            "Sản phẩm tiêu biểu",
            *(["Cụm công nghiệp"] if role in ("stranger", "administrator") else []),
            *(["Khảo sát"] if role not in ("stranger", "administrator") else []),
            "Hướng dẫn",
            *(["Học 5 phút"] if role != "stranger" else []),
            "Định mức",
            *(["Nhật ký"] if ministry or role == "head" else []),
            *(["Bàn và cán bộ"] if role == "administrator" else []),
            "Trợ giúp",
        ]
