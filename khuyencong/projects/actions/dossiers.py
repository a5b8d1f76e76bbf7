"""Writing a plan request: its report, the locality's priorities, the projects it registers."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.norms.models import Sector
from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.drafting import province_over
from khuyencong.projects.models import LocalPriority, Project, RegisteredProject, RegistrationDossier
from khuyencong.projects.queries.dossiers import may_be_registered
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Dossier, record

PARTS = ("results", "progress", "targets")


def about_request(dossier: RegistrationDossier) -> Dossier:
    """The request, as the trail names it."""
    return Dossier(kind="registration", key=str(dossier.pk), agency=dossier.agency.code)


@transaction.atomic
def prepare_request(
    *, purse: str, year: int, by: Actor, at: datetime, made_up: bool = False
) -> RegistrationDossier:
    """Begin the department's request with every project that may be registered.

    Once the year's request was received, what was appraised after it goes into a supplement, which begins with
    the report and the priorities of the one before.

    PermissionDenied or BlockedError. Let it wait by projects.lifecycle.begin_request, which calls this.
    """
    agency, desk = by.agency, by.desk
    if agency is None or desk is None or not permissions.may_register(by):
        raise PermissionDenied
    province = province_over(agency)
    if province is None:
        raise PermissionDenied
    last = (
        RegistrationDossier.objects.filter(purse=purse, year=year, province=province)
        .order_by("-number")
        .first()
    )
    if last is not None and last.state != RegistrationDossier.State.RECEIVED:
        raise BlockedError(_made_already(year))
    made = RegistrationDossier(
        purse=purse,
        year=year,
        number=last.number + 1 if last is not None else 1,
        province=province,
        agency=agency,
        desk=desk,
        author=by.account,
        created_at=at,
        **{part: getattr(last, part) for part in PARTS if last is not None},
    )
    rows = list(may_be_registered(made))
    made.made_up = made_up or (bool(rows) and all(each.made_up for each in rows))
    if last is not None and not rows:
        message = f"Hồ sơ đăng ký kế hoạch năm {year} của nguồn này đã được tiếp nhận."
        fix = "Soạn hồ sơ bổ sung khi có thêm đề án đạt thẩm định cấp cơ sở."
        raise BlockedError(error("nothing_more", message, fix))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as caught:
        raise BlockedError(_made_already(year)) from caught
    if last is not None:
        told = last.priorities.values("kind", "name", "sector_id", "reason")
        LocalPriority.objects.bulk_create(LocalPriority(dossier=made, **each) for each in told)
    RegisteredProject.objects.bulk_create(RegisteredProject(dossier=made, project=each) for each in rows)
    _tell("begin", "Soạn hồ sơ đăng ký", made, by, at, {"projects": [each.pk for each in rows]})
    return made


@transaction.atomic
def report(dossier: RegistrationDossier, said: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Write last year's results, progress and targets; what is not named stays. PermissionDenied."""
    found = _written(dossier, by)
    changed = {part: said[part].strip() for part in PARTS if part in said}
    changed = {part: text for part, text in changed.items() if getattr(found, part) != text}
    if not changed:
        return
    for part, text in changed.items():
        setattr(found, part, text)
        setattr(dossier, part, text)
    found.save(update_fields=list(changed))
    _tell("report", "Ghi báo cáo", found, by, at, {"parts": sorted(changed)})


@transaction.atomic
def prefer(
    dossier: RegistrationDossier,
    kind: str,
    name: str,
    *,
    sector: Sector | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> LocalPriority:
    """Name a trade or product on which the locality concentrates. PermissionDenied or BlockedError."""
    found = _written(dossier, by)
    if not name.strip():
        raise BlockedError(error("no_name", "Chưa ghi tên ngành, nghề hay sản phẩm.", "Ghi tên.", "Ô “Tên”"))
    made, new = LocalPriority.objects.get_or_create(
        dossier=found, kind=kind, name=name.strip(), defaults={"sector": sector, "reason": reason.strip()}
    )
    if new:
        _tell("prefer", "Thêm ưu tiên của địa phương", found, by, at, {"name": made.name})
    return made


@transaction.atomic
def unprefer(priority: LocalPriority, *, by: Actor, at: datetime) -> None:
    """Take it out again. PermissionDenied."""
    found = _written(priority.dossier, by)
    _tell("unprefer", "Bỏ ưu tiên của địa phương", found, by, at, {"name": priority.name})
    priority.delete()


@transaction.atomic
def add_project(dossier: RegistrationDossier, project: Project, *, by: Actor, at: datetime) -> None:
    """Put a project into the request. PermissionDenied or BlockedError."""
    found = _written(dossier, by)
    if not may_be_registered(found).filter(pk=project.pk).exists():
        message = f"Đề án “{project.title}” chưa đạt thẩm định cấp cơ sở, khác năm, khác nguồn hoặc đã đăng ký."
        raise BlockedError(error("not_for_this", message, "Chọn đề án khác.", "Ô “Đề án”"))
    RegisteredProject.objects.create(dossier=found, project=project)
    _tell("add", "Thêm đề án vào hồ sơ đăng ký", found, by, at, {"project": project.pk})


@transaction.atomic
def take_out(row: RegisteredProject, *, by: Actor, at: datetime) -> None:
    """Take out a project that was not yet registered by sending. PermissionDenied or BlockedError."""
    found = _written(row.dossier, by)
    if not row.may_leave:
        message = f"Đề án “{row.project.title}” đã đăng ký và đang được xét hoặc đã có kết quả."
        raise BlockedError(error("registered", message, "Để đề án ấy trong hồ sơ đã đăng ký nó."))
    _tell("take_out", "Bỏ đề án khỏi hồ sơ đăng ký", found, by, at, {"project": row.project_id})
    row.delete()


def _made_already(year: int) -> Finding:
    message = f"Hồ sơ đăng ký kế hoạch năm {year} của nguồn này đã có."
    return error("made_already", message, "Mở hồ sơ đã có.")


def _written(dossier: RegistrationDossier, by: Actor) -> RegistrationDossier:
    """The request locked, if she may write in it now."""
    rows = RegistrationDossier.objects.select_for_update(of=("self",)).select_related("agency", "province")
    found = rows.get(pk=dossier.pk)
    if not permissions.prepares_request(by, found):
        raise PermissionDenied
    if not found.open:
        raise BlockedError(
            error("sent", "Hồ sơ đã gửi nên không sửa được nữa.", "Nhờ nơi nhận trả lại để bổ sung.")
        )
    return found


def _tell(
    name: str, title: str, dossier: RegistrationDossier, by: Actor, at: datetime, after: Mapping[str, object]
) -> None:
    whole = f"{title}: {dossier}"
    record(f"registration.{name}", whole, about=about_request(dossier), by=by, at=at, after=after)
