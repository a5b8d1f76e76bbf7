"""What is public and since when; releases that stay; nothing of a person anywhere."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.queries import Question, position
from khuyencong.paperwork.open_data import About, open_files
from khuyencong.paperwork.open_data.release import publish
from khuyencong.projects import actions
from khuyencong.projects.models import Beneficiary, Project
from khuyencong.reporting.models import OpenFile, OpenRelease, OpenRow
from khuyencong.reporting.queries.open_data import (
    PUBLIC,
    as_published,
    changes_to,
    public_rows,
    release_before,
    told_over_time,
    touched_by,
)
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event
from tests.ledger.conftest import draft, law, selected, workshop
from tests.ledger.test_acceptances import accept, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.projects.test_decisions import SIGNED, chosen, proposed, record
from tests.reporting.opened import TERMS, TITLE, TRACES, built, household, released

__all__ = [
    "accept",
    "accountant",
    "approved",
    "claim",
    "contract",
    "draft",
    "hand_in",
    "held",
    "law",
    "selected",
    "sign",
    "signed",
    "walk",
    "workshop",
]
pytestmark = pytest.mark.django_db
M = 1_000_000


def codes(caught):
    return [each.code for each in caught.value.findings]


def only(rows, project):
    [row] = [each for each in rows if each.project == project.pk]
    return row.content


def test_only_what_a_recorded_decision_approved_is_public(
    draft, selected, ministry_officer, ministry_leader, now
):
    draft(title="Bản nháp bí mật")
    waiting = proposed(ministry_officer, now)
    assert public_rows(ministry_leader, cut=now.date(), known_at=now) == []
    record(waiting, ministry_leader, now)
    told = public_rows(ministry_leader, cut=now.date(), known_at=now)
    assert [each.project for each in told] == sorted(each.pk for each in selected)
    assert public_rows(ministry_leader, cut=now.date() - timedelta(days=1), known_at=now) == []


@pytest.mark.parametrize("state", Project.State.values)
def test_a_project_is_public_from_its_approval_on_and_never_when_it_was_refused_or_withdrawn(
    approved, ministry_leader, now, state
):
    Project.objects.exclude(pk=approved.pk).update(state="refused")
    Project.objects.filter(pk=approved.pk).update(state=state)
    told = public_rows(ministry_leader, cut=now.date(), known_at=now)
    hidden = {"draft", "submitted", "returned", "appraised", "registered", "passed", "selected", "reserve"}
    assert [each.project for each in told] == (
        [] if state in hidden | {"refused", "withdrawn"} else [approved.pk]
    )
    assert (state in PUBLIC) is bool(told)


def test_money_is_what_the_books_say_to_the_dong_and_results_what_was_accepted(
    claim, walk, signed, held, accept, ministry_leader, now
):
    walk(claim)
    accept(signed, held)
    said = only(public_rows(ministry_leader, cut=now.date(), known_at=now), signed.project)
    books = position(Question(actor=ministry_leader, project=signed.project_id))
    figures = ("given", "committed", "disbursed", "accepted", "settled")
    assert {name: said[name] for name in figures} == {name: getattr(books, name) for name in figures}
    assert said["given"] == 300 * M
    assert said["disbursed"] > 0
    assert [each | {} for each in said["money"]] == [
        {"purse": "KCQG", "year": 2027, "plan_year": 2027, **{name: said[name] for name in figures}}
    ]
    assert said["results"] == [{"kind": "accepted", "name": "Máy sấy", "unit": "máy", "value": "1"}]
    assert (said["decision"], said["decided_on"]) == ("1234/QĐ-BCT", "2026-11-23")
    assert [(each["name"], each["masked"]) for each in said["beneficiaries"]] == [("Hợp tác xã Sao Mai", False)]
    before = only(
        public_rows(ministry_leader, cut=now.date(), known_at=now - timedelta(days=1)), signed.project
    )
    assert [before[name] for name in figures] == [0] * 5


def test_asking_takes_as_many_statements_for_ten_projects_as_for_two(
    approved, draft, ministry_leader, ministry_officer, dong_thap_officer, dong_thap_leader, now
):
    with CaptureQueriesContext(
        connection,
    ) as two:
        public_rows(ministry_leader, cut=now.date(), known_at=now)
    people = (dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader)
    for _ in range(4):
        chosen(draft, *people, now)
    other = proposed(ministry_officer, now)
    record(other, ministry_leader, now, replace_number())
    with CaptureQueriesContext(connection) as six:
        told = public_rows(ministry_leader, cut=now.date(), known_at=now)
    assert (len(told), len(six)) == (6, len(two))


def replace_number():
    return replace(SIGNED, number="1300/QĐ-BCT")


def test_a_release_is_published_by_a_leader_of_the_ministry_alone(
    approved, ministry_officer, ministry_leader, dong_thap_leader, now
):
    for person in (ministry_officer, dong_thap_leader):
        with pytest.raises(PermissionDenied):
            released(person, now)
    made = released(ministry_leader, now)
    assert (made.number, made.rows, made.added, made.changed, made.removed) == (1, 2, 2, 0, 0)
    event = Event.objects.get(name="open_data.publish")
    told = json.loads(event.after) if isinstance(event.after, str) else event.after
    assert told["files"] == {each.name: each.sha256 for each in made.files.all()}


def test_what_stands_in_the_way_of_a_release(approved, ministry_leader, now):
    tomorrow, yesterday = now.date() + timedelta(days=1), now.date() - timedelta(days=1)
    for cut, code in ((tomorrow, "future"), (yesterday, "nothing_public")):
        with pytest.raises(BlockedError) as caught:
            released(ministry_leader, now, cut)
        assert codes(caught) == [code]
    behind = built(ministry_leader, now)
    released(ministry_leader, now)
    with pytest.raises(BlockedError) as caught:
        released(ministry_leader, now)
    assert codes(caught) == ["nothing_new"]
    with pytest.raises(BlockedError) as caught:
        released(ministry_leader, now, yesterday)
    assert codes(caught) == ["earlier"]
    Project.objects.filter(pk=approved.pk).update(title="Tên khác")
    late = built(ministry_leader, now)
    with pytest.raises(BlockedError) as caught:
        publish(replace(late, said=behind.said), by=ministry_leader, at=now)
    assert codes(caught) == ["passed"]
    assert OpenRelease.objects.count() == 1


def test_a_later_release_says_what_came_changed_and_went_and_the_earlier_stays(
    approved, selected, draft, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader, now
):
    first = released(ministry_leader, now)
    kept = {each.name: bytes(each.content) for each in first.files.all()}
    other = selected[1]
    Project.objects.filter(pk=approved.pk).update(title="Máy sấy, đổi tên")
    Project.objects.filter(pk=other.pk).update(state="withdrawn")
    new = chosen(draft, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader, now)
    record(proposed(ministry_officer, now), ministry_leader, now, replace_number())
    second = released(ministry_leader, now)
    assert (second.added, second.changed, second.removed, second.rows) == (1, 1, 1, 2)
    assert release_before(second) == first
    told = [
        (each.row.project_id, each.kind, tuple(each.fields)) for each in changes_to(second, touched_by(second))
    ]
    assert told == [
        (approved.pk, "changed", ("title",)),
        (other.pk, "removed", ()),
        (new.pk, "added", ()),
    ]
    assert sorted(as_published(1)) == sorted([approved.code, other.code])
    assert sorted(as_published(2)) == sorted([approved.code, new.code])
    assert as_published(1)[approved.code]["title"] == "Hỗ trợ máy sấy bơm nhiệt"
    assert [(each.since.number, each.until and each.until.number) for each in told_over_time(approved.pk)] == [
        (2, None),
        (1, 2),
    ]
    assert {each.name: bytes(each.content) for each in first.files.all()} == kept


def test_the_files_of_a_release_can_be_made_again_byte_for_byte_from_its_rows(
    approved, selected, ministry_leader, now
):
    first = released(ministry_leader, now)
    Project.objects.filter(pk=approved.pk).update(title="Đổi tên")
    Project.objects.filter(pk=selected[1].pk).update(state="withdrawn")
    released(ministry_leader, now + timedelta(hours=1))
    about = About(number=1, cut=first.cut, issued_at=now, publisher=TERMS.publisher, site=TERMS.site)
    again = {each.name: each.content for each in open_files(list(as_published(1).values()), about)}
    assert again == {each.name: bytes(each.content) for each in first.files.all()}
    for each in first.files.all():
        assert each.sha256 == hashlib.sha256(again[each.name]).hexdigest()
        assert each.size == len(again[each.name])


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("reporting_openrelease", "UPDATE {} SET rows = rows + 1"),
        ("reporting_openrelease", "DELETE FROM {}"),
        ("reporting_openfile", "UPDATE {} SET name = 'x'"),
        ("reporting_openfile", "DELETE FROM {}"),
        ("reporting_openrow", "UPDATE {} SET given = given + 1"),
        ("reporting_openrow", "UPDATE {} SET content = '{{}}'"),
        ("reporting_openrow", "UPDATE {} SET until_id = NULL WHERE until_id IS NOT NULL"),
        ("reporting_openrow", "DELETE FROM {}"),
    ],
)
def test_both_databases_refuse_to_change_what_was_published(approved, ministry_leader, now, table, change):
    released(ministry_leader, now)
    Project.objects.filter(pk=approved.pk).update(title="Đổi tên")
    released(ministry_leader, now)
    with pytest.raises(DatabaseError, match="what was published stays"), transaction.atomic():
        connection.cursor().execute(change.format(table))


@pytest.fixture
def private(draft, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader, now) -> Project:
    """An approved project for a household, told in a title that names its owner and her telephone."""
    owner = household(dong_thap_officer, now)
    made = draft(named=False, title=TITLE)
    actions.add_beneficiary(made, owner, None, by=dong_thap_officer, at=now)
    people = (dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader)
    project = chosen(lambda: made, *people, now)
    made.lines.update(name="Máy sấy của bà Lính Canh, gọi 0912.345.678")
    record(proposed(ministry_officer, now), ministry_leader, now)
    return project


def texts_of(file: OpenFile) -> list[str]:
    """Everything that can be read in a file, however it is packed."""
    content = bytes(file.content)
    if file.name.endswith(".parquet"):
        table = pq.read_table(io.BytesIO(content))
        return [json.dumps(table.to_pylist(), ensure_ascii=False, default=str), str(table.schema.metadata)]
    if file.name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return [packed.read(name).decode() for name in packed.namelist()]
    return [content.decode("utf-8-sig")]


def test_nothing_about_a_person_is_in_any_file_or_row(private, ministry_leader, dong_thap_officer, now):
    made = released(ministry_leader, now)
    mails = [each.user.email for each in (ministry_leader, dong_thap_officer)]
    told = [json.dumps(list(OpenRow.objects.values_list("content", "searched")), ensure_ascii=False)]
    for file in made.files.all():
        told += texts_of(file)
    read = "\n".join(told).lower()
    assert len(read) > 5_000
    traces = (*TRACES, *mails, str(ministry_leader.user).lower(), "số 7")
    assert [trace for trace in traces if trace in read] == []
    said = OpenRow.objects.get(project=private).content
    assert said["title"] == "Máy sấy cho hộ [tên được che] ([số được che], [địa chỉ được che])"
    assert [(each["name"], each["tax_code"]) for each in said["beneficiaries"]] == [
        ("Hộ kinh doanh (tên được che)", "")
    ]


def test_somebody_who_was_replaced_stays_hidden_in_the_words(private, workshop, ministry_leader, now):
    Beneficiary._base_manager.filter(project=private).update(left_on=now.date())
    said = only(public_rows(ministry_leader, cut=now.date(), known_at=now), private)
    assert said["beneficiaries"] == []
    assert "[tên được che]" in said["title"]


def test_a_legal_form_that_nobody_listed_is_masked(approved, ministry_leader, now, workshop):
    type(workshop).objects.filter(pk=workshop.pk).update(legal_form="chua-ro")
    said = only(public_rows(ministry_leader, cut=now.date(), known_at=now), approved)
    [owner] = said["beneficiaries"]
    assert (owner["masked"], "Sao Mai" in json.dumps(said, ensure_ascii=False)) == (True, False)


def test_what_was_made_up_says_so_in_every_row_and_file(approved, ministry_leader, now):
    Project.objects.update(made_up=True)
    made = released(ministry_leader, now)
    assert made.made_up == 2
    names = [each.name for each in made.files.all() if each.name != "mo-ta-cot.csv"]
    assert all("-minh-hoa." in name for name in names)
    for file in made.files.exclude(name="mo-ta-cot.csv").filter(rows__gt=0):
        assert any("số liệu minh họa" in text.lower() for text in texts_of(file)), file.name
    rows = made.files.get(name="de-an-minh-hoa.csv").content
    lines = bytes(rows).decode("utf-8-sig").splitlines()[1:]
    assert [line.endswith("số liệu minh họa") for line in lines] == [True, True]
