"""The life of what the public reads of a cluster: frozen and proposed, made public by another, over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.industry import permissions
from khuyencong.industry.models import Cluster, ClusterNotice
from khuyencong.industry.queries.clusters import Facts, facts_of, places_today
from khuyencong.organisations.queries import desk_for
from khuyencong.organisations.roles import Permission
from khuyencong.rules import clusters as rules
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.text import compact
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = ClusterNotice.State
COMPARED = ("name", "place", "industrial", "free", "ready", "facts", "latitude", "longitude")
"""Columns that say the same of an unchanged register on a later day."""


def told(notice: ClusterNotice) -> str:
    """The notice in one line."""
    return f"“{notice.name}”, số liệu đến {notice.on:%d/%m/%Y}"


def at_its_desk(notice: ClusterNotice, on: date) -> Waits:
    """At the desk that froze it."""
    title = f"Công khai cụm công nghiệp {told(notice)}"
    return Waits(desk=notice.desk.code, agency=notice.agency.code, title=title)


def at_a_leader(notice: ClusterNotice, on: date) -> Waits | None:
    """At the head of the department of the province, or of whoever may make it public."""
    desk = desk_for(Permission.CLUSTER_PUBLISH, notice.province, on)
    if desk is None:
        return None
    title = f"Xem và công khai cụm công nghiệp {told(notice)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title)


def frozen(cluster: Cluster, facts: Facts) -> dict[str, Any]:
    """What the public would read of the cluster as the register stands: no person, no tenant by name."""
    commune, province = places_today([cluster], facts.on)[cluster.pk]
    land, investor = facts.land, facts.investor
    reached = investor is not None and bool(investor.consent)
    return {
        "name": cluster.name,
        "name_key": compact(cluster.name)[:200],
        "province": province,
        "place": ", ".join(each.full_name for each in (commune, province) if each is not None),
        "commune": commune.full_name if commune is not None else "",
        "on": facts.on,
        "industrial": land.industrial,
        "free": land.free,
        "ready": facts.ready,
        "facts": {
            "standing": facts.standing,
            "whole": land.whole if land.whole is not None else land.listed,
            "leased": land.leased,
            "tenants": len(facts.tenants),
            "investor": investor.name if investor is not None else "",
            "phone": investor.phone if investor is not None and reached else "",
            "email": investor.email if investor is not None and reached else "",
            "website": investor.website if investor is not None and reached else "",
            "decisions": [str(each) for each in facts.decisions],
            "works": [
                {"kind": each.kind, "state": each.state, "year": each.year, "note": each.note}
                for each in facts.works_now
            ],
        },
        "latitude": cluster.latitude,
        "longitude": cluster.longitude,
        "made_up": cluster.made_up,
    }


def worth_showing(cluster: Cluster, facts: Facts) -> list[Finding]:
    """Why the public would learn nothing from it, or something wrong."""
    if facts.standing == "":
        message = "Sổ chưa có quyết định nào về cụm này, nên chưa nói được cụm đã thành lập hay chưa."
        return [error("no_decision", message, "Ghi quyết định thành lập, hoặc văn bản đưa vào danh mục.")]
    if facts.standing == rules.ENDED or (cluster.until is not None and cluster.until <= facts.on):
        return [error("ended", "Cụm này đã bãi bỏ hoặc thôi là cụm.", "Không công khai đất của cụm đã thôi.")]
    if facts.standing == rules.ESTABLISHED and facts.land.industrial is None:
        message = "Chưa biết đất công nghiệp của cụm, nên không nói được còn trống bao nhiêu."
        fix = "Ghi quyết định duyệt quy hoạch chi tiết với diện tích đất công nghiệp."
        return [error("no_industrial_land", message, fix)]
    return [
        error(each.code, each.message, each.fix, each.place)
        for each in facts.quarrels
        if each.code in ("let_more_than_there_is", "lot_let_twice")
    ]


def still_so(notice: ClusterNotice, act: Act) -> Sequence[Finding]:
    """The register says today what was frozen: nobody makes public what is known to have changed."""
    cluster = Cluster.objects.select_related("commune", "province").get(pk=notice.cluster_id)
    facts = facts_of([cluster.pk], act.on)[cluster.pk]
    if findings := worth_showing(cluster, facts):
        return findings
    now = frozen(cluster, facts)
    if all(getattr(notice, name) == now[name] for name in COMPARED):
        return []
    message = "Sổ đã đổi từ khi trình: điều sắp công khai không còn đúng."
    return [error("moved_on", message, "Không công khai bản này; nhờ người trình trình bản mới.")]


def let_out(notice: ClusterNotice, act: Act) -> Mapping[str, object]:
    """Let the public read it, in the place of the one before."""
    before = ClusterNotice.objects.filter(cluster=notice.cluster_id, state=Life.PUBLIC).first()
    if before is not None:
        CLUSTER_NOTICE.perform("cluster_notice.end", before, replace(act, reason="Thay bằng bản công khai mới"))
    notice.decided_by, notice.public_at = act.by.account, act.at
    return {"cluster": notice.cluster_id, "free": notice.free, "instead": before.pk if before else None}


def end(notice: ClusterNotice, act: Act) -> Mapping[str, object]:
    """The public reads it no more."""
    notice.over_at = act.at
    return {"cluster": notice.cluster_id}


CLUSTER_NOTICE = Lifecycle(
    kind="cluster_notice",
    title="Công khai cụm công nghiệp",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bàn trình", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Chờ người thứ hai", owner="Lãnh đạo Sở", waits=at_a_leader),
        State(code=Life.PUBLIC, label="Đang công khai", reopens=True),
        State(code=Life.REFUSED, label="Không công khai"),
        State(code=Life.WITHDRAWN, label="Đã rút"),
        State(code=Life.OVER, label="Thôi công khai"),
    ),
    transitions=(
        Transition(
            name="cluster_notice.propose",
            title="Trình công khai cụm công nghiệp",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.proposes_notice,
            by="Bàn trình",
        ),
        Transition(
            name="cluster_notice.publish",
            title="Công khai cụm công nghiệp",
            sources=frozenset({Life.PROPOSED}),
            target=Life.PUBLIC,
            who=permissions.publishes_notice,
            by="Lãnh đạo Sở",
            when=still_so,
            effect=let_out,
            unlike=frozenset({"cluster_notice.propose"}),
            decision=True,
        ),
        Transition(
            name="cluster_notice.refuse",
            title="Không công khai cụm công nghiệp",
            sources=frozenset({Life.PROPOSED}),
            target=Life.REFUSED,
            who=permissions.publishes_notice,
            by="Lãnh đạo Sở",
            needs_reason=True,
        ),
        Transition(
            name="cluster_notice.withdraw",
            title="Rút bản trình công khai cụm",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.WITHDRAWN,
            who=permissions.proposes_notice,
            by="Bàn trình",
        ),
        Transition(
            name="cluster_notice.end",
            title="Thôi công khai cụm công nghiệp",
            sources=frozenset({Life.PUBLIC}),
            target=Life.OVER,
            who=permissions.publishes_notice,
            by="Lãnh đạo Sở",
            effect=end,
            needs_reason=True,
            decision=True,
        ),
    ),
    title_of=told,
    agency_of=lambda notice: notice.agency.code,
)


@transaction.atomic
def propose_notice(cluster: Cluster, *, act: Act) -> ClusterNotice:
    """Freeze what the register says of the cluster and hand it to a second person.

    PermissionDenied, or BlockedError with why it cannot go out yet.
    """
    by = act.by
    if by.desk is None or not permissions.writes_cluster(by, cluster):
        raise PermissionDenied
    locked = Cluster.objects.select_for_update(of=("self",)).get(pk=cluster.pk)
    facts = facts_of([locked.pk], act.on)[locked.pk]
    if findings := worth_showing(locked, facts):
        raise BlockedError(*findings)
    if ClusterNotice.objects.filter(cluster=locked, state__in=(Life.DRAFT, Life.PROPOSED)).exists():
        message = "Cụm này đang có một bản trình công khai chờ người thứ hai."
        raise BlockedError(error("under_way", message, "Chờ kết quả, hoặc nhờ rút bản ấy."))
    told_by: dict[str, Any] = {"agency": by.agency, "desk": by.desk, "author": by.account, "created_at": act.at}
    notice = ClusterNotice(cluster=locked, **told_by, **frozen(locked, facts))
    notice.save(force_insert=True)
    done: ClusterNotice = CLUSTER_NOTICE.perform("cluster_notice.propose", notice, act)
    return done
