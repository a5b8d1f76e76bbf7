"""The life of a periodic return: one prepares, another signs, the level above approves and locks it."""

from collections.abc import Mapping

from khuyencong.reporting import permissions
from khuyencong.reporting.actions.periodic import post_figures, put_back
from khuyencong.reporting.lifecycle.periodic import guards
from khuyencong.reporting.lifecycle.periodic.desks import above, at_its_leader, at_the_agency, told
from khuyencong.reporting.lifecycle.periodic.own_numbers import APPROVED_BY_ANOTHER, SIGNED_BY_ANOTHER
from khuyencong.reporting.models import WRITABLE, PeriodicReturn
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = PeriodicReturn.State
OWNER = "Cơ quan nộp"


def take(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
    """From now on it is prepared at her desk."""
    report.desk, report.prepared_by = act.by.desk, act.by.account
    report.opened_at = report.opened_at or act.at
    return {}


def send(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
    """Keep the first time it was sent: that is what punctuality is judged by."""
    report.sent_at = act.at
    report.first_sent_at = report.first_sent_at or act.at
    return {"revision": report.revision, "first_sent_at": report.first_sent_at}


def lock(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
    """What it says is what the level above counts with; what it says of money becomes figures."""
    report.approved_at = act.at
    return {"revision": report.revision, **post_figures(report, by=act.by, at=act.at)}


def unlock(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
    """What is written now is another revision; the approved one stays as it was."""
    report.revision += 1
    return {"revision": report.revision}


def keep(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
    """The approved version stands again; later periods approved meanwhile say now what they waited to say."""
    cells = put_back(report, reason=act.reason, by=act.by, at=act.at)
    posted = post_figures(report, by=act.by, at=act.at, unsaid=True)
    return {"revision": report.revision, "cells": cells, "new": posted["new"]}


def owe_again(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
    """It waits in the tray again, though the nightly job never put it there."""
    report.opened_at = report.opened_at or act.at
    return {}


def owe_anew(report: PeriodicReturn, act: Act) -> Mapping[str, object]:
    """The same where a leader says so; what the server lets come back waits until the night opens it."""
    if permissions.decides_on_return(act.by, report):
        return owe_again(report, act)
    report.opened_at = None
    return {}


PERIODIC_RETURN = Lifecycle(
    kind="periodic_return",
    title="Báo cáo định kỳ",
    initial=Life.EXPECTED,
    states=(
        State(
            code=Life.EXPECTED,
            label=Life.EXPECTED.label,
            owner=OWNER,
            waits=at_the_agency("Lập báo cáo"),
            rests=lambda report: report.opened_at is None,
        ),
        State(code=Life.DRAFT, label=Life.DRAFT.label, owner=OWNER, waits=at_the_agency("Lập báo cáo")),
        State(
            code=Life.SUBMITTED, label=Life.SUBMITTED.label, owner="Lãnh đạo cơ quan nộp", waits=at_its_leader
        ),
        State(code=Life.SENT, label=Life.SENT.label, owner="Cơ quan cấp trên", waits=above),
        State(
            code=Life.RETURNED,
            label=Life.RETURNED.label,
            owner=OWNER,
            waits=at_the_agency("Sửa báo cáo bị trả lại"),
        ),
        State(
            code=Life.WITHDRAWN,
            label=Life.WITHDRAWN.label,
            owner=OWNER,
            waits=at_the_agency("Sửa báo cáo đã rút lại"),
        ),
        State(
            code=Life.REOPENED,
            label=Life.REOPENED.label,
            owner=OWNER,
            waits=at_the_agency("Sửa báo cáo mở lại"),
        ),
        State(code=Life.APPROVED, label=Life.APPROVED.label, reopens=True),
        State(code=Life.MISSING, label=Life.MISSING.label, reopens=True),
        State(code=Life.DROPPED, label=Life.DROPPED.label, reopens=True),
    ),
    transitions=(
        Transition(
            name="periodic.begin",
            title="Bắt đầu lập báo cáo",
            sources=frozenset({Life.EXPECTED}),
            target=Life.DRAFT,
            who=permissions.prepares_return,
            by="Cán bộ cơ quan nộp",
            when=guards.is_open,
            effect=take,
        ),
        Transition(
            name="periodic.submit",
            title="Trình lãnh đạo ký",
            sources=frozenset(WRITABLE),
            target=Life.SUBMITTED,
            who=permissions.prepares_return,
            by="Cán bộ cơ quan nộp",
            when=guards.ready,
            effect=take,
        ),
        Transition(
            name="periodic.withdraw",
            title="Rút lại để sửa",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.WITHDRAWN,
            who=permissions.prepares_return,
            by="Cán bộ cơ quan nộp",
        ),
        Transition(
            name="periodic.refuse",
            title="Trả lại, chưa ký",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.RETURNED,
            who=permissions.signs_return,
            by="Lãnh đạo cơ quan nộp",
            needs_reason=True,
        ),
        Transition(
            name="periodic.sign",
            title="Ký và gửi lên cấp trên",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.SENT,
            who=permissions.signs_return,
            by="Lãnh đạo cơ quan nộp, không phải người ghi số hay trình",
            when=guards.may_be_signed,
            effect=send,
            unlike=frozenset({"periodic.submit"}),
            own_hand=SIGNED_BY_ANOTHER,
            decision=True,
        ),
        Transition(
            name="periodic.return",
            title="Trả lại báo cáo để sửa",
            sources=frozenset({Life.SENT}),
            target=Life.RETURNED,
            who=permissions.approves_return,
            by="Cơ quan cấp trên",
            needs_reason=True,
        ),
        Transition(
            name="periodic.approve",
            title="Duyệt và khóa báo cáo",
            sources=frozenset({Life.SENT}),
            target=Life.APPROVED,
            who=permissions.approves_return,
            by="Cơ quan cấp trên, không phải người ghi số, trình hay ký",
            when=guards.may_be_approved,
            effect=lock,
            unlike=frozenset({"periodic.submit", "periodic.sign"}),
            own_hand=APPROVED_BY_ANOTHER,
            decision=True,
        ),
        Transition(
            name="periodic.miss",
            title="Ghi nhận nợ báo cáo",
            sources=frozenset({Life.EXPECTED, Life.DRAFT, Life.SUBMITTED, Life.RETURNED, Life.WITHDRAWN}),
            target=Life.MISSING,
            who=permissions.decides_on_return,
            by="Lãnh đạo cơ quan cấp trên, sau hạn nộp",
            when=guards.is_overdue,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="periodic.let_in",
            title="Cho nộp muộn",
            sources=frozenset({Life.MISSING}),
            target=Life.EXPECTED,
            who=permissions.decides_on_return,
            by="Lãnh đạo cơ quan cấp trên",
            when=guards.above_not_locked,
            effect=owe_again,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="periodic.reopen",
            title="Mở lại báo cáo đã khóa",
            sources=frozenset({Life.APPROVED}),
            target=Life.REOPENED,
            who=permissions.decides_on_return,
            by="Lãnh đạo cơ quan cấp trên",
            when=guards.above_not_locked,
            effect=unlock,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="periodic.keep",
            title="Giữ bản đã duyệt",
            sources=frozenset({Life.REOPENED, Life.RETURNED, Life.WITHDRAWN}),
            target=Life.APPROVED,
            who=permissions.decides_on_return,
            by="Lãnh đạo cơ quan cấp trên, với báo cáo đã mở lại",
            when=guards.may_be_kept,
            effect=keep,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="periodic.drop",
            title="Kỳ này không phải nộp",
            sources=frozenset({Life.EXPECTED, *guards.BEGUN}),
            target=Life.DROPPED,
            who=permissions.settles_return,
            by="Lãnh đạo cơ quan cấp trên; hệ thống khi sổ đăng ký hoặc danh mục đã đổi",
            when=guards.may_be_dropped,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="periodic.owe",
            title="Kỳ này lại phải nộp",
            sources=frozenset({Life.DROPPED}),
            target=Life.EXPECTED,
            who=permissions.settles_return,
            by="Lãnh đạo cơ quan cấp trên; hệ thống khi sổ đăng ký hoặc danh mục đã đổi",
            when=guards.above_not_locked,
            effect=owe_anew,
            needs_reason=True,
            decision=True,
        ),
    ),
    title_of=told,
    agency_of=lambda report: report.agency.code,
)
