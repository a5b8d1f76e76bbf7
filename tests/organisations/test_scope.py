"""Every model with an owner, by what a neighbour sees of it: nothing."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps
from django.db import models

from khuyencong.handover.models import Handover, LearnedUnit
from khuyencong.industry.actions import Place, add_holding, register, save_cluster, write_cluster_row
from khuyencong.industry.lifecycle import propose_merge, propose_notice
from khuyencong.industry.models import (
    Answer,
    AnswerConflict,
    AnswerEdition,
    AnswerPhoto,
    Certificate,
    Cluster,
    ClusterCount,
    ClusterDecision,
    ClusterInvestor,
    ClusterLease,
    ClusterNotice,
    ClusterWork,
    Establishment,
    Machine,
    Merge,
    Product,
    ProductCertificate,
    ProductComplaint,
    ProductConsent,
    ProductEntry,
    ProductInterest,
    ProductMember,
    ProductPhoto,
    ProductRound,
    ProductScore,
    ProductSheet,
    Site,
    SupplyLink,
    Support,
    SurveyRound,
    SurveyTarget,
    YearFigures,
)
from khuyencong.ledger.models import (
    Acceptance,
    AcceptedVolume,
    AdvanceRate,
    Balance,
    Book,
    Claim,
    ClaimGround,
    ClaimPaper,
    CloseLine,
    GiveBack,
    Liquidation,
    Match,
    MatchMember,
    OpenLine,
    OwnerClosing,
    Posting,
    PostingCorrection,
    Reconciliation,
    SignedSheet,
    Statement,
    StatementLine,
    StatementRemoval,
    Transfer,
    Voucher,
    YearClose,
    YearOpening,
)
from khuyencong.norms.models import ListChange, NormChange
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.scope import ScopedQuerySet
from khuyencong.places.models import Unit
from khuyencong.portal.actions.campaigns import Made, Said, begin, note_output, put_articles
from khuyencong.portal.models import Campaign, CampaignArticle, CampaignOutput
from khuyencong.projects.models import (
    Appraisal,
    Attendance,
    Beneficiary,
    ChangePaper,
    ChangeRequest,
    ChangeSubstitute,
    Contract,
    ContractCopy,
    Council,
    CouncilMember,
    DecidedProject,
    Enquiry,
    Fault,
    FollowUp,
    GroupPlace,
    GroupPlan,
    Inspection,
    InspectionAnswer,
    Interest,
    Line,
    LocalPriority,
    Minutes,
    MinutesItem,
    Obstacle,
    OutcomeAnswer,
    OutcomeFigure,
    Paper,
    Passage,
    PlanDecision,
    ProgressPhoto,
    ProgressReport,
    Project,
    ProjectItem,
    Promise,
    Proof,
    Purchase,
    PurchaseSerial,
    RegisteredProject,
    RegistrationDossier,
    SelectionList,
    SelectionPosition,
    SignedCopy,
    Supplement,
    Tick,
    Verdict,
)
from khuyencong.reporting.lifecycle import correct
from khuyencong.reporting.models import (
    AwardEvidence,
    AwardInterest,
    AwardMember,
    AwardProposal,
    AwardRound,
    AwardVote,
    CapabilityEdition,
    CapabilityEvent,
    CapabilityHearing,
    CapabilityLine,
    CapabilityRound,
    CapabilityScore,
    CapabilitySetAside,
    CheckWaiver,
    Correction,
    Figure,
    PeriodicReturn,
    ReportRequest,
    ReturnCell,
    ReturnMark,
    Source,
    Urging,
)
from khuyencong.rules import money
from khuyencong.workflow.lifecycle import Act
from tests.handover.conftest import give
from tests.norms.conftest import propose_deadline, propose_norm
from tests.portal.conftest import published
from tests.reporting.conftest import enter, entry

pytestmark = pytest.mark.django_db
__all__ = ["enter", "give"]
OF_SURVEYS = [SurveyRound, SurveyTarget, Answer, AnswerEdition, AnswerConflict, AnswerPhoto]
OF_PRODUCTS = [
    *(ProductRound, ProductMember, ProductEntry, ProductPhoto, ProductConsent),
    *(ProductCertificate, ProductComplaint, ProductInterest, ProductSheet, ProductScore),
]
OF_SCORES = [
    *(CapabilityRound, CapabilityEdition, CapabilityScore, CapabilityLine, CapabilityEvent),
    *(CapabilityHearing, CapabilitySetAside),
    *(AwardRound, AwardProposal, AwardEvidence, AwardMember, AwardInterest, AwardVote),
]
OF_THE_REGISTER = [
    *(Establishment, Site, Merge, Product, Machine, YearFigures, Certificate, Support),
    *(Cluster, SupplyLink),
]
OF_CLUSTERS = [ClusterDecision, ClusterInvestor, ClusterWork, ClusterLease, ClusterCount, ClusterNotice]


def scoped_models() -> Iterator[type[models.Model]]:
    """Every model whose rows have an owner."""
    for model in apps.get_models():
        manager = model._default_manager
        if issubclass(getattr(manager, "_queryset_class", models.QuerySet), ScopedQuerySet):
            yield model


def test_the_models_with_an_owner_are_the_ones_tried_below():
    assert list(scoped_models()) == [
        NormChange,
        ListChange,
        *OF_THE_REGISTER[:3],
        *(Cluster, SupplyLink),
        *OF_CLUSTERS,
        *OF_THE_REGISTER[3:-2],
        *OF_SURVEYS,
        *OF_PRODUCTS,
        *(Project, Beneficiary, Council, CouncilMember, Appraisal, Tick, Supplement, Interest),
        *(ChangeRequest, ChangePaper, ChangeSubstitute),
        *(
            Contract,
            ContractCopy,
            PlanDecision,
            DecidedProject,
            SignedCopy,
            RegistrationDossier,
            LocalPriority,
            RegisteredProject,
        ),
        *(
            Enquiry,
            ProjectItem,
            Line,
            Verdict,
            GroupPlan,
            GroupPlace,
            Inspection,
            InspectionAnswer,
            Fault,
            Proof,
            Minutes,
            Attendance,
            MinutesItem,
            ProgressReport,
            Obstacle,
            Promise,
            FollowUp,
            OutcomeAnswer,
            OutcomeFigure,
            Paper,
            ProgressPhoto,
            Purchase,
            PurchaseSerial,
        ),
        *(SelectionList, SelectionPosition, Passage),
        *(Book, Posting, Transfer, Balance, Acceptance, AcceptedVolume, AdvanceRate, Claim, ClaimPaper),
        *(YearClose, CloseLine, PostingCorrection, GiveBack, Liquidation, OwnerClosing, YearOpening, OpenLine),
        *(
            Reconciliation,
            SignedSheet,
            Statement,
            StatementLine,
            Match,
            MatchMember,
            StatementRemoval,
            Voucher,
            ClaimGround,
        ),
        Handover,
        LearnedUnit,
        *OF_SCORES,
        Source,
        Figure,
        Correction,
        *(PeriodicReturn, ReturnCell, CheckWaiver, Urging),
        *(ReportRequest, ReturnMark),
        *(Campaign, CampaignArticle, CampaignOutput),
    ]


@pytest.fixture
def one_of_each(enter, give, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now):
    """One row of every scoped model, all of them Đồng Tháp's but the ministry's request."""
    [figure] = enter(entry("Đồng Tháp", 5), public=False)
    act = Act(by=dong_thap_officer, at=now)
    correct(figure=figure, printed="6", unit=money.Unit.DONG, reason="Kho bạc", act=act)
    give(dong_thap_officer, dong_thap_colleague)
    propose_norm(dong_thap_officer, now)


@pytest.fixture
def one_register_row(dong_thap_officer, dong_thap_leader, now):
    """Two establishments of Đồng Tháp proposed as one, and one row of everything the first has."""
    place = Place(unit=Unit.objects.get(code="82", since=date(2025, 7, 1)))
    said = {"legal_form": "ho", "source": "Sổ xã"}
    one, other = (
        register(said | {"name": name}, place, by=dong_thap_officer, at=now) for name in ("Mộc", "Rèn")
    )
    for kind, more in (
        (Product, {"name": "Bàn"}),
        (Machine, {"name": "Máy"}),
        (YearFigures, {"year": 2025, "labour": 3}),
        (Certificate, {"product": "Bàn", "level": "province", "year": 2024}),
        (Support, {"year": 2024, "purse": "KCDP", "content": "Máy", "amount": 1, "source": "Sổ"}),
        (SupplyLink, {"kind": "supplies", "partner": other, "product": "Gỗ", "source": "Sổ"}),
    ):
        add_holding(kind, one, more, by=dong_thap_officer, at=now)
    said = {"name": "Cụm Phú Lợi", "source": "Sổ"}
    cluster = save_cluster(said, place.unit, by=dong_thap_officer, at=now)
    day = date(2025, 1, 1)
    for kind, told in (
        (ClusterDecision, {"kind": "listed", "number": "15/QĐ-UBND", "signed_on": day}),
        (ClusterInvestor, {"name": "Công ty Hạ tầng"}),
        (ClusterWork, {"kind": "road", "state": "ready"}),
        (ClusterLease, {"establishment": one, "area": 5000, "since": day}),
        (ClusterCount, {"measure": "jobs", "value": 5, "on": day}),
    ):
        write_cluster_row(kind, cluster, told | {"source": "Sổ"}, by=dong_thap_officer, at=now)
    propose_notice(cluster, act=Act(by=dong_thap_officer, at=now))
    propose_merge(gone=one, kept=other, act=Act(by=dong_thap_officer, at=now, reason="Một chủ"))


def seen(model, *actors):
    """How many rows each of them sees."""
    return [model._default_manager.visible_to(actor).count() for actor in actors]


def test_a_neighbour_and_a_stranger_see_nothing_unpublished_in_any_scoped_model(
    one_of_each, dong_thap_officer, dong_thap_leader, ministry_officer, tay_ninh_officer, administrator
):
    own, others = (
        (dong_thap_officer, dong_thap_leader, ministry_officer),
        (tay_ninh_officer, administrator, PUBLIC),
    )
    for model in (NormChange, Handover, Source, Figure, Correction):
        assert (seen(model, *own), seen(model, *others)) == ([1, 1, 1], [0, 0, 0]), model


def test_a_neighbour_and_a_stranger_see_nothing_of_an_establishment_and_of_what_it_has(
    one_register_row, dong_thap_officer, dong_thap_leader, ministry_officer, tay_ninh_officer, administrator
):
    own, others = (
        (dong_thap_officer, dong_thap_leader, ministry_officer),
        (tay_ninh_officer, administrator, PUBLIC),
    )
    for model in [*OF_THE_REGISTER, *OF_CLUSTERS]:
        rows = 2 if model in (Establishment, Site) else 1
        assert (seen(model, *own), seen(model, *others)) == ([rows] * 3, [0, 0, 0]), model


def test_a_neighbour_sees_nothing_of_what_another_agency_returned(
    dong_thap_officer, dong_thap_leader, ministry_officer, tay_ninh_officer, administrator, now
):
    quarter = {"every": "quarter", "year": 2026, "number": 3, "starts": "2026-07-01", "ends": "2026-09-30"}
    report = PeriodicReturn.objects.create(
        **quarter,
        duty="quy",
        form="ket-qua",
        title="Báo cáo",
        agency=dong_thap_officer.agency,
        to=ministry_officer.agency,
        opens_on="2026-09-25",
        state="draft",
        desk=dong_thap_officer.desk,
        prepared_by=dong_thap_officer.account,
        created_at=now,
    )
    common = {"periodic_return": report, "by": dong_thap_officer.account, "at": now}
    ReturnCell.objects.create(indicator="kq-01", purse="all", value=1, how="typed", revision=1, **common)
    CheckWaiver.objects.create(rule="kt-01", fingerprint="a", reason="Đúng", revision=1, **common)
    Urging.objects.create(kind="asked", on=now.date(), words="Gửi sớm", **common)
    ReturnMark.objects.create(periodic_return=report, kind="sent", revision=1, at=now)
    for model in (PeriodicReturn, ReturnCell, CheckWaiver, Urging, ReturnMark):
        assert seen(model, dong_thap_officer, dong_thap_leader, ministry_officer) == [1, 1, 1], model
        assert seen(model, tay_ninh_officer, administrator, PUBLIC) == [0, 0, 0], model


def test_a_neighbour_sees_nothing_of_a_campaign(
    dong_thap_officer, dong_thap_leader, ministry_officer, tay_ninh_officer, administrator, now
):
    article = published(dong_thap_officer, dong_thap_leader)
    on = now.date()
    said = Said(name="Máy mới", purpose="Cho biết", since=on, until=on)
    campaign = begin(said, by=dong_thap_leader, at=now)
    put_articles(campaign, [article.pk], by=dong_thap_leader)
    made = Made(kind="kq-17", title="Tờ gấp", on=on, count=1, where="Xã")
    note_output(campaign, made, by=dong_thap_leader)
    for model in (Campaign, CampaignArticle, CampaignOutput):
        assert seen(model, dong_thap_officer, dong_thap_leader, ministry_officer) == [1, 1, 1], model
        assert seen(model, tay_ninh_officer, administrator, PUBLIC) == [0, 0, 0], model


def test_what_the_ministry_prepares_no_province_sees(
    ministry_officer, ministry_leader, inspector, dong_thap_leader, administrator, now
):
    ReportRequest.objects.create(
        region_id=1,
        year=2018,
        cut="2018-07-31",
        borders="then",
        known_at=now,
        agency=ministry_officer.agency,
        desk=ministry_officer.desk,
        prepared_by=ministry_officer.account,
        prepared_at=now,
    )
    assert seen(ReportRequest, ministry_officer, ministry_leader, inspector) == [1, 1, 1]
    assert seen(ReportRequest, dong_thap_leader, administrator, PUBLIC) == [0, 0, 0]


def test_a_proposal_of_the_ministry_about_a_list_is_seen_by_the_ministry_alone(
    ministry_officer, ministry_leader, inspector, dong_thap_leader, administrator, now
):
    propose_deadline(ministry_officer, now)
    assert seen(ListChange, ministry_officer, ministry_leader, inspector) == [1, 1, 1]
    assert seen(ListChange, dong_thap_leader, administrator, PUBLIC) == [0, 0, 0]


def test_what_is_published_everybody_sees(enter, tay_ninh_officer):
    enter(entry("Đồng Tháp", 5), public=True)
    for model in (Source, Figure):
        assert seen(model, tay_ninh_officer, PUBLIC) == [1, 1], model
