"""What every page shows around its own content: the places of the desk, and who is sitting at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from khuyencong.industry import permissions as industry
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import reads
from khuyencong.organisations.roles import Permission
from khuyencong.post.queries.tray import count_in_tray
from khuyencong.projects import permissions as projects
from khuyencong.reporting import permissions
from khuyencong.web.requests import asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of the rail: where it leads, its name, how much waits there, whether she is there now."""

    url: str
    label: str
    short: str
    icon: str
    here: bool
    count: int = 0


def runs_or_judges(actor: Actor) -> bool:
    """Whether rounds of outstanding products are hers to see by her role; no SELECT, this is on every page."""
    return reads(actor) or (actor.role is not None and actor.role.code == "council_member")


ON_A_PHONE = 5
PLACES = (
    ("tray", "Việc của tôi", "Việc", "inbox", lambda actor: actor.desk is not None, ("tray",)),
    (
        "dashboard",
        "Tổng quan",
        "Tổng quan",
        "clipboard-list",
        lambda actor: actor.desk is not None and reads(actor),
        ("dashboard",),
    ),
    (
        "projects",
        "Đề án",
        "Đề án",
        "file-text",
        projects.may_see_projects,
        ("project", "change", "group_plan", "progress", "outcome"),
    ),
    ("plan_requests", "Kế hoạch", "Kế hoạch", "calendar", projects.may_see_projects, ("plan_", "sign")),
    (
        "money",
        "Kinh phí",
        "Tiền",
        "coin",
        projects.may_see_projects,
        (
            *("money", "contract", "claim", "acceptance", "purchase", "closing", "opening", "reconciliation"),
            *("posting_correction", "advance_rate", "liquidation", "voucher", "give_back", "statement_removal"),
        ),
    ),
    ("obstacles", "Vướng mắc", "Vướng", "alert-triangle", projects.may_see_projects, ("obstacle",)),
    (
        "inspections",
        "Kiểm tra",
        "Kiểm tra",
        "list-details",
        projects.may_see_projects,
        ("inspection", "fault"),
    ),
    (
        "appraisals",
        "Thẩm định",
        "Thẩm định",
        "check",
        projects.may_see_appraisals,
        ("apprais", "council", "minutes"),
    ),
    (
        "project_mine",
        "Hồ sơ của tôi",
        "Hồ sơ",
        "file-text",
        lambda actor: actor.user is not None and actor.desk is None,
        ("project_mine",),
    ),
    (
        "entitlement",
        "Tôi được hỗ trợ gì?",
        "Hỗ trợ",
        "building-factory-2",
        lambda actor: actor.desk is None,
        ("entitlement",),
    ),
    ("news", "Tin tức", "Tin tức", "news", lambda actor: True, ("news", "campaign")),
    ("home", "Vùng và cả nước", "Vùng", "map-2", lambda actor: True, ("home", "region", "region_choose")),
    (
        "open_projects",
        "Đề án đã công bố",
        "Công bố",
        "search",
        lambda actor: actor.desk is None or permissions.may_issue(actor),
        ("open_",),
    ),
    ("targets", "Mục tiêu", "Mục tiêu", "circle-check", lambda actor: True, ("target",)),
    (
        "periodic",
        "Báo cáo định kỳ",
        "Báo cáo",
        "calendar",
        lambda actor: actor.role is not None and actor.role.reads_scope,
        ("periodic",),
    ),
    ("return_upload", "Nộp báo cáo", "Nộp", "upload", permissions.may_import, ("return_",)),
    (
        "completeness",
        "Tình hình báo cáo",
        "Báo cáo",
        "calendar",
        reads,
        ("completeness", "consolidated"),
    ),
    (
        "issued_reports",
        "Báo cáo đã phát hành",
        "Phát hành",
        "rubber-stamp",
        permissions.may_see_reports,
        ("issue", "report_"),
    ),
    (
        "capability_rounds",
        "Năng lực, khen thưởng",
        "Năng lực",
        "rubber-stamp",
        permissions.may_see_merit,
        ("capability", "award"),
    ),
    ("figures", "Số liệu", "Số liệu", "list-details", lambda actor: True, ("figure", "source", "correction")),
    (
        "industry",
        "Cơ sở CNNT",
        "Cơ sở",
        "building-factory-2",
        lambda actor: actor.role is not None and actor.role.reads_scope,
        ("industry", "cluster"),
    ),
    (
        "product_rounds",
        "Sản phẩm tiêu biểu",
        "Sản phẩm",
        "circle-check",
        runs_or_judges,
        ("product_",),
    ),
    (
        "product_catalogue",
        "Sản phẩm tiêu biểu",
        "Sản phẩm",
        "circle-check",
        lambda actor: not runs_or_judges(actor),
        ("product_",),
    ),
    (
        "public_clusters",
        "Cụm công nghiệp",
        "Cụm",
        "map-pin",
        lambda actor: actor.role is None or not actor.role.reads_scope,
        ("public_cluster",),
    ),
    ("surveys", "Khảo sát", "Khảo sát", "list-details", industry.may_see_surveys, ("survey",)),
    ("guidance", "Hướng dẫn", "Hướng dẫn", "info-circle", lambda actor: True, ("guidance",)),
    ("training", "Học 5 phút", "Học", "school", lambda actor: actor.desk is not None, ("training",)),
    ("norms", "Định mức", "Định mức", "files", lambda actor: True, ("norm",)),
    ("trail", "Nhật ký", "Nhật ký", "history", lambda actor: actor.may(Permission.TRAIL_READ), ("trail",)),
    (
        "desk_list",
        "Bàn và cán bộ",
        "Bàn",
        "user",
        lambda actor: actor.may(Permission.ACCOUNTS_MANAGE),
        ("desk_list", "desk_open", "desk_manage", "people", "person", "contact", "api_key"),
    ),
    ("help", "Trợ giúp", "Trợ giúp", "help", lambda actor: True, ("help",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The places on a phone: as many as a thumb can tell apart, the others behind one more."""

    first: Sequence[Place]
    more: Sequence[Place]

    @property
    def more_here(self) -> str:
        """The short name of the place behind the last one, where she is in one of them."""
        return next((place.short for place in self.more if place.here), "")


def bar_of(places: Sequence[Place]) -> Bar:
    """All of them where they fit, else the first and a door to the others."""
    if len(places) <= ON_A_PHONE:
        return Bar(first=places, more=())
    return Bar(first=places[: ON_A_PHONE - 1], more=places[ON_A_PHONE - 1 :])


def places_of(request: HttpRequest) -> list[Place]:
    """The places this reader may go to; what she may not do is absent, not dead."""
    match, actor = request.resolver_match, asking(request)
    now = match.url_name or "" if match else ""
    return [
        Place(
            url=reverse(name),
            label=label,
            short=short,
            icon=icon,
            here=now.startswith(prefixes),
            count=count_in_tray(actor.desk_code) if name == "tray" else 0,
        )
        for name, label, short, icon, allowed, prefixes in PLACES
        if allowed(actor)
    ]


def desk_of(actor: Actor, on: date) -> str:
    """Desk and agency she acts for, as they are called on that day."""
    if actor.desk is None or actor.agency is None:
        return ""
    return f"{actor.desk.title}, {actor.agency.name_on(on)}"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the base template; pages of errors may come without a user."""
    if not hasattr(request, "user"):
        return {}
    places = places_of(request)
    return {"places": places, "bar": bar_of(places), "my_desk": desk_of(asking(request), localdate())}
