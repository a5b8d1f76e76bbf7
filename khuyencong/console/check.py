"""`khuyencong check`: is the installation sound, and do the stored figures keep their promises?"""

from collections.abc import Iterator
from datetime import date
from typing import TextIO

from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localtime

from khuyencong.norms.models import Activity
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.places.queries import provinces_on, region_on, units_on
from khuyencong.reporting.queries.integrity import broken_cells

EXPECTED_UNITS = [(date(2025, 6, 30), 63, None), (date(2025, 7, 1), 34, 3321)]
"""Days, provinces and communes by the resolutions on rearrangement; None where we know no count."""


def run(out: TextIO, err: TextIO) -> int:
    """Print each problem on a line; exit 1 when there is one."""
    problems = [*deployment(), *migrations()]
    if not problems:
        problems = [*places(), *lists(), *figures()]
    for problem in problems:
        print(f"khuyencong check: {problem}", file=err)
    if not problems:
        print("Cài đặt và dữ liệu đều ổn.", file=out)
    return int(bool(problems))


def deployment() -> Iterator[str]:
    """Django's own checks, those of deployment too when this is production."""
    from django.conf import settings

    for message in checks.run_checks(include_deployment_checks=settings.PRODUCTION):
        yield f"cài đặt: {message.msg} ({message.id})"


def migrations() -> Iterator[str]:
    """Whether the database is at the version of the code."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "cơ sở dữ liệu chưa cập nhật: chạy “make setup” hoặc “python manage.py migrate”"


def places() -> Iterator[str]:
    """Whether the units of then and of now are all there, in a region each."""
    for day, provinces, communes in EXPECTED_UNITS:
        found = provinces_on(day)
        if len(found) != provinces:
            yield f"ngày {day:%d/%m/%Y} phải có {provinces} tỉnh, thành phố, hiện có {len(found)}"
            continue
        if communes is not None and len(units_on(day, Unit.Level.COMMUNE)) != communes:
            yield f"ngày {day:%d/%m/%Y} phải có {communes} đơn vị cấp xã"
        in_regions = sum(len(region_on(code, day).members) for code in ("bac", "trung", "nam"))
        if in_regions != provinces:
            yield f"ngày {day:%d/%m/%Y}: {provinces} tỉnh nhưng các vùng cộng lại có {in_regions}"


def lists() -> Iterator[str]:
    """Whether contents and agencies are loaded."""
    if Activity.objects.on(localtime().date()).filter(parent=None, code__in=list("123456789")).count() != 9:
        yield "danh mục phải có đúng 9 nội dung khuyến công (NĐ 45/2012/NĐ-CP Điều 4)"
    if not Agency.objects.filter(code="cuc").exists():
        yield "chưa có cơ quan trung ương: chạy “khuyencong demo”"


def figures() -> Iterator[str]:
    """Whether any amount disagrees with its printed digits, or one cell is counted at two levels of content."""
    yield from broken_cells()
