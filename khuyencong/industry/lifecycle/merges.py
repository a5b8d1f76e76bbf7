"""The life of a merge: one proposes that two rows are one, another agrees, then one row leads to the other."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.industry import permissions
from khuyencong.industry.models import Establishment, Merge
from khuyencong.industry.queries.doubles import card_of
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import leader_desk
from khuyencong.rules.duplicates import likeness
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Merge.State


def told(merge: Merge) -> str:
    """The merge in one line."""
    return f"“{merge.gone.name}” vào “{merge.kept.name}”"


def at_its_desk(merge: Merge, on: date) -> Waits:
    """At the desk that wrote it."""
    return Waits(desk=merge.desk.code, agency=merge.agency.code, title=f"Đề xuất gộp cơ sở {told(merge)}")


def at_a_leader(merge: Merge, on: date) -> Waits | None:
    """At the head of the agency, or of the nearest one above that has a head: a commune's has none."""
    at: Agency | None = merge.agency
    desk: Desk | None = None
    while at is not None and desk is None:
        desk = leader_desk(at, on)
        at = at.parent
    if desk is None:
        return None
    title = f"Xem lại đề xuất gộp cơ sở {told(merge)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title)


def both_stand(merge: Merge, act: Act) -> Sequence[Finding]:
    """Neither of the two was merged in the meantime, and no row that works goes into one that was closed."""
    rows = Establishment.objects.in_bulk([merge.gone_id, merge.kept_id])
    gone, kept = rows[merge.gone_id], rows[merge.kept_id]
    before = [merged_already(row.name) for row in (gone, kept) if row.state == Establishment.State.MERGED]
    if before:
        return before[:1]
    if gone.state == Establishment.State.ACTIVE and kept.state == Establishment.State.CLOSED:
        message = f"“{kept.name}” đã ghi là ngừng hoạt động; gộp vào đó thì không còn dòng nào hoạt động."
        fix = f"Gộp ngược lại, giữ “{gone.name}”; hoặc mở lại “{kept.name}” trước."
        return [error("kept_closed", message, fix)]
    return []


def take_effect(merge: Merge, act: Act) -> Mapping[str, object]:
    """Let the one row lead to the other, and with it those that led to it. Nothing is moved or deleted.

    Both rows are locked in the order of their keys, so that two merges at once cannot wait for each other.
    """
    pair = sorted((merge.gone_id, merge.kept_id))
    rows = {row.pk: row for row in Establishment.objects.select_for_update().filter(pk__in=pair).order_by("pk")}
    gone = rows[merge.gone_id]
    if findings := both_stand(merge, act):
        raise BlockedError(*findings)
    led = Establishment.objects.filter(merged_into=gone).update(merged_into=merge.kept_id)
    before = gone.state
    gone.state, gone.merged_into = Establishment.State.MERGED, rows[merge.kept_id]
    gone.save()
    merge.confirmed_by, merge.done_at = act.by.account, act.at
    return {"gone": gone.pk, "kept": merge.kept_id, "was": before, "led_along": led}


MERGE = Lifecycle(
    kind="establishment_merge",
    title="Gộp cơ sở trùng",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bàn đề xuất", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Chờ người thứ hai", owner="Lãnh đạo cơ quan", waits=at_a_leader),
        State(code=Life.DONE, label="Đã gộp"),
        State(code=Life.REFUSED, label="Không gộp"),
        State(code=Life.WITHDRAWN, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="establishment_merge.propose",
            title="Đề xuất gộp cơ sở",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.proposes,
            by="Bàn đề xuất",
            when=both_stand,
        ),
        Transition(
            name="establishment_merge.confirm",
            title="Đồng ý gộp cơ sở",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DONE,
            who=permissions.confirms,
            by="Lãnh đạo cơ quan",
            when=both_stand,
            effect=take_effect,
            unlike=frozenset({"establishment_merge.propose"}),
            decision=True,
        ),
        Transition(
            name="establishment_merge.refuse",
            title="Không gộp cơ sở",
            sources=frozenset({Life.PROPOSED}),
            target=Life.REFUSED,
            who=permissions.confirms,
            by="Lãnh đạo cơ quan",
            needs_reason=True,
        ),
        Transition(
            name="establishment_merge.withdraw",
            title="Rút đề xuất gộp cơ sở",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.WITHDRAWN,
            who=permissions.proposes,
            by="Bàn đề xuất",
        ),
    ),
    title_of=told,
    agency_of=lambda merge: merge.agency.code,
)


@transaction.atomic
def propose_merge(*, gone: Establishment, kept: Establishment, act: Act) -> Merge:
    """Propose that `gone` is the same as `kept`, both hers to write. PermissionDenied or BlockedError."""
    by = act.by
    if by.desk is None or not (permissions.writes(by, gone) and permissions.writes(by, kept)):
        raise PermissionDenied
    if gone.pk == kept.pk:
        raise BlockedError(error("same", "Hai dòng là một.", "Chọn hai dòng khác nhau."))
    if not act.reason.strip():
        raise BlockedError(error("reason_missing", "Đề xuất gộp phải kèm lý do.", "Ghi vì sao là một cơ sở."))
    alike = likeness(card_of(gone), card_of(kept))
    merge = Merge(
        gone=gone,
        kept=kept,
        reason=act.reason.strip(),
        score=alike.score,
        reasons=", ".join(alike.reasons),
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=act.at,
    )
    try:
        with transaction.atomic():
            merge.save(force_insert=True)
    except IntegrityError as caught:
        message = "Cơ sở này đang có một đề xuất gộp khác chờ người thứ hai."
        raise BlockedError(error("under_way", message, "Chờ kết quả, hoặc nhờ rút đề xuất ấy.")) from caught
    done: Merge = MERGE.perform("establishment_merge.propose", merge, act)
    return done


def merged_already(name: str) -> Finding:
    """What is read when one of the two was merged in the meantime."""
    return error(
        "merged_already", f"“{name}” đã được gộp vào cơ sở khác.", "Mở cơ sở ấy để xem nó dẫn tới đâu."
    )
