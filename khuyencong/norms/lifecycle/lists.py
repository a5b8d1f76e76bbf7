"""The life of a proposal to change a list of the law: one proposes lines of its file, another confirms."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.norms import permissions
from khuyencong.norms.actions.lines import kind_named, lines_in, take_lines, try_lines
from khuyencong.norms.models import LawRow, ListChange
from khuyencong.norms.queries.lists import read_above
from khuyencong.norms.queries.norms import own_provinces
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.queries import leader_desk
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = ListChange.State


def told(change: ListChange) -> str:
    """The proposal in one line."""
    name = kind_named(change.kind).model._meta.verbose_name
    lines = lines_in(change.content)
    first = (lines[0].get("name") or lines[0].get("number") or "") if lines else ""
    more = f" và {len(lines) - 1} dòng nữa" if len(lines) > 1 else ""
    return f"{name}: {first[:80]}{more}"


def at_its_desk(change: ListChange, on: date) -> Waits:
    """At the desk that wrote it."""
    title = f"Trình đề xuất {told(change)}"
    return Waits(desk=change.desk.code, agency=change.agency.code, title=title)


def at_the_leader(change: ListChange, on: date) -> Waits | None:
    """At the head of the agency."""
    desk = leader_desk(change.agency, on)
    if desk is None:
        return None
    title = f"Xem lại đề xuất của {change.author}: {told(change)}"
    return Waits(desk=desk.code, agency=change.agency.code, title=title)


def loadable(change: ListChange, act: Act) -> Sequence[Finding]:
    """Whether the register would take the lines as it stands today."""
    if found := foreign_lines(change, act):
        return found
    try:
        try_lines(kind_named(change.kind), change.content, by=act.by, at=act.at, document=new_document(change))
    except BlockedError as blocked:
        return blocked.findings
    return bound_lines(change)


def foreign_lines(change: ListChange, act: Act) -> Sequence[Finding]:
    """Lines that are not hers to change."""
    if is_ministry(act.by):
        return ()
    own = own_provinces(act.by)
    found = []
    kind = kind_named(change.kind)
    head = next(iter(lines_in(change.content.lstrip("\ufeff"))), {})
    if set(head) != set(kind.columns):
        fix = f"Lưu thành CSV UTF-8, ô cách nhau bằng dấu phẩy, tiêu đề như tệp mẫu của “{kind.name}”."
        return [error("law_file", "Dòng tiêu đề không phải của danh mục này.", fix, "Dòng 1")]
    for number, line in enumerate(lines_in(change.content), start=2):
        if line.get("province") not in own or line.get("purse") != LawRow.Purse.LOCAL:
            message = f"Dòng “{line.get('name', '')[:80]}” không phải của kinh phí địa phương tỉnh mình."
            fix = "Tỉnh chỉ đề xuất dòng của tỉnh mình, nguồn KCDP; dòng chung do Cục đề xuất."
            found.append(error("not_yours", message, fix, f"Dòng {number}"))
    return found


def bound_lines(change: ListChange) -> Sequence[Finding]:
    """Lines of a province in whose place the law as it was read stands anyway."""
    kind, found = kind_named(change.kind), []
    for number, line in enumerate(lines_in(change.content), start=2):
        if line.get("province") and (law := read_above(kind.model, line)):
            message = f"“{line['name'][:80]}”: quy định chung đã ràng buộc mọi tỉnh ({law})."
            found.append(error("bound", message, "Bỏ dòng này, hoặc dùng mã khác.", f"Dòng {number}"))
    return found


def new_document(change: ListChange) -> Mapping[str, Any] | None:
    """The document that was not in the register yet, as it would be written; None where none is named."""
    if not change.new_number:
        return None
    return {
        "number": change.new_number,
        "kind": "Văn bản",
        "title": change.new_title,
        "issuer": change.new_issuer,
        "signed": change.new_signed,
        "source": f"Đề xuất danh mục số {change.pk}",
        "note": "Ghi cùng đề xuất danh mục; chưa đối chiếu bản gốc.",
    }


def load(change: ListChange, act: Act) -> Mapping[str, object]:
    """Write the lines into the register; what was verified is closed, never rewritten."""
    change.confirmed_by = act.by.account
    kind, document = kind_named(change.kind), new_document(change)
    outcome = take_lines(kind, change.content, by=act.by, at=act.at, document=document)
    return {"kind": change.kind, "added": outcome.added, "changed": outcome.changed}


LIST_CHANGE = Lifecycle(
    kind="list_change",
    title="Đề xuất danh mục của luật",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bàn lập đề xuất", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Chờ người thứ hai", owner="Lãnh đạo Cục hoặc Sở", waits=at_the_leader),
        State(code=Life.STANDING, label="Đã ghi vào sổ"),
        State(code=Life.WITHDRAWN, label="Đã rút hoặc trả lại"),
    ),
    transitions=(
        Transition(
            name="list_change.propose",
            title="Trình đề xuất danh mục",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.writes_list,
            by="Bàn lập",
            when=loadable,
        ),
        Transition(
            name="list_change.confirm",
            title="Đồng ý đề xuất danh mục",
            sources=frozenset({Life.PROPOSED}),
            target=Life.STANDING,
            who=permissions.confirms_list,
            by="Lãnh đạo Cục; của tỉnh: lãnh đạo Sở",
            when=loadable,
            effect=load,
            unlike=frozenset({"list_change.propose"}),
            decision=True,
        ),
        Transition(
            name="list_change.return",
            title="Trả lại đề xuất danh mục",
            sources=frozenset({Life.PROPOSED}),
            target=Life.WITHDRAWN,
            who=permissions.confirms_list,
            by="Lãnh đạo Cục; của tỉnh: lãnh đạo Sở",
            needs_reason=True,
        ),
        Transition(
            name="list_change.withdraw",
            title="Rút đề xuất danh mục",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.WITHDRAWN,
            who=permissions.writes_list,
            by="Bàn lập",
        ),
    ),
    title_of=told,
    agency_of=lambda change: change.agency.code,
)


@transaction.atomic
def propose_lines(
    kind: str, content: str, *, reason: str, act: Act, document: Mapping[str, Any] | None = None
) -> ListChange:
    """Hand lines of a list's file to the head; PermissionDenied, or BlockedError with what cannot be loaded.

    `document` is one the register does not hold yet: its number, title, issuer and the day it was signed.
    """
    by = act.by
    if by.desk is None or by.agency is None or not permissions.may_propose_lines(by, kind_named(kind).placed):
        raise PermissionDenied
    if not reason.strip():
        raise BlockedError(error("reason_missing", "Đề xuất phải ghi lý do.", "Ghi vì sao.", "Ô “Lý do”"))
    if "\0" in content:
        raise BlockedError(error("law_file", "Tệp có ký tự không in được.", "Lưu lại thành CSV UTF-8."))
    lines_in(content)
    change = ListChange.objects.create(
        kind=kind,
        content=content,
        reason=reason.strip(),
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=act.at,
        **{f"new_{name}": value for name, value in (document or {}).items()},
    )
    handed: ListChange = LIST_CHANGE.perform("list_change.propose", change, act)
    return handed
