"""Laying the tree of the news, and giving a person in the editor exactly what her desk has."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from khuyencong.organisations.models import Agency, Seat, User
from khuyencong.organisations.roles import Permission as Right
from khuyencong.organisations.roles import roles
from khuyencong.portal.models import NewsIndex, Section, Shelf
from khuyencong.portal.models.articles import NEWS
from khuyencong.portal.permissions import PREFIX

SECTIONS = Path(__file__).parents[1] / "data" / "sections.csv"
WRITERS, PUBLISHERS = "viet", "dang"
ON_SHELF = {
    WRITERS: ("add_page", "change_page"),
    PUBLISHERS: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
ON_FILES_OF = {"image": ("wagtailimages", "image"), "document": ("wagtaildocs", "document")}
EVERYWHERE = (("wagtailadmin", "access_admin"), ("portal", "add_topic"), ("portal", "view_topic"))


def lay_news() -> NewsIndex:
    """The root of the news and its sections; a second run changes nothing. Repairs what a test took away."""
    with SECTIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            given = {"name": row["name"], "position": int(row["position"])}
            Section.objects.update_or_create(code=row["code"], defaults=given)
    found: NewsIndex | None = NewsIndex.objects.first()
    if found is not None:
        return found
    Locale.objects.get_or_create(language_code="vi")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Trang", slug="root"))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Trang")
    made = root.add_child(instance=NewsIndex(title="Tin tức", slug=NEWS))
    # Wagtail's own welcome page is the root of its own site; ours takes its place.
    Site.objects.all().delete()
    Page.objects.filter(depth=2).exclude(pk=made.pk).delete()
    Site.objects.create(hostname="localhost", site_name="Tin tức", root_page=made, is_default_site=True)
    laid: NewsIndex = NewsIndex.objects.get(pk=made.pk)
    return laid


def lay_shelf(agency: Agency) -> Shelf:
    """The agency's shelf with its folder of files, groups and workflow; a second run changes nothing."""
    found: Shelf | None = Shelf.objects.filter(agency=agency).first()
    if found is not None:
        return found
    with transaction.atomic():
        # One after the other: two of its people entering at once, or two agencies, would lay it twice.
        Page.objects.select_for_update().get(pk=lay_news().pk)
        found = Shelf.objects.filter(agency=agency).first()
        if found is not None:
            return found
        index = NewsIndex.objects.get()
        name = agency.name_on(localdate())
        shelf: Shelf = index.add_child(instance=Shelf(title=name, slug=agency.code, agency=agency))
        folder = Collection.get_first_root_node().add_child(name=name)
        groups = {kind: _group(agency, kind, shelf, folder) for kind in ON_SHELF}
        _workflow(name, groups[PUBLISHERS], shelf)
    return shelf


def _group(agency: Agency, kind: str, shelf: Shelf, folder: Collection) -> Group:
    group, _ = Group.objects.get_or_create(name=f"{PREFIX}{agency.code}:{kind}")
    wanted = Q()
    for label, codename in EVERYWHERE:
        wanted |= Q(content_type__app_label=label, codename=codename)
    group.permissions.set(Permission.objects.filter(wanted))
    for permission in _permissions("wagtailcore", "page", ON_SHELF[kind]):
        GroupPagePermission.objects.get_or_create(group=group, page=shelf.page_ptr, permission=permission)
    for what, (label, model) in ON_FILES_OF.items():
        codenames = [each for each in ON_FILES if each.endswith(what)]
        for permission in _permissions(label, model, codenames):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=folder, permission=permission
            )
    return group


def _permissions(label: str, model: str, codenames: Iterable[str]) -> list[Any]:
    """Rights of Wagtail by name; made where a flushed database lost them."""
    kind, _ = ContentType.objects.get_or_create(app_label=label, model=model)
    return [
        Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": codename})[0]
        for codename in codenames
    ]


def _workflow(name: str, group: Group, shelf: Shelf) -> None:
    workflow = Workflow.objects.create(name=f"Duyệt bài của {name}"[:255], active=True)
    task = GroupApprovalTask.objects.create(name=f"Người thứ hai của {name} đọc và đăng"[:255], active=True)
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=shelf.page_ptr)


def open_shelf(agency: Agency, user: User, *, publishes: bool) -> None:
    """Give her what her desk has on its agency's shelf, and nothing else; one SELECT where she has it."""
    wanted = f"{PREFIX}{agency.code}:{PUBLISHERS if publishes else WRITERS}"
    has = set(user.groups.filter(name__startswith=PREFIX).values_list("name", flat=True))
    if has == {wanted}:
        return
    lay_shelf(agency)
    close_shelves(user)
    user.groups.add(Group.objects.get(name=wanted))
    for cached in ("_perm_cache", "_group_perm_cache", "_user_perm_cache"):
        user.__dict__.pop(cached, None)


def close_shelves(user: User) -> None:
    """Take every right of the editor from her."""
    user.groups.remove(*user.groups.filter(name__startswith=PREFIX))


def close_left_shelves(on: Any) -> int:
    """Take the rights of those whose last desk that writes news has ended; how many people."""
    writing = [code for code, role in roles().items() if Right.NEWS_WRITE in role.permissions]
    seated = Seat.objects.on(on).filter(desk__role__in=writing).values("user")
    left = User.objects.filter(groups__name__startswith=PREFIX).exclude(pk__in=seated).distinct()
    people = list(left)
    for user in people:
        close_shelves(user)
    return len(people)
