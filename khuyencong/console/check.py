"""`khuyencong check`: is the installation sound, and do the stored figures keep their promises?"""

from collections.abc import Iterator
from typing import TextIO

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localtime

from khuyencong.norms.queries import missing_activities
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import ministry_department
from khuyencong.places.models import Region, Unit
from khuyencong.places.queries import count_on, listed_counts, regions_on
from khuyencong.reporting.queries.integrity import broken_cells


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
    for message in checks.run_checks(include_deployment_checks=settings.PRODUCTION):
        yield f"cài đặt: {message.msg} ({message.id})"


def migrations() -> Iterator[str]:
    """Whether the database is at the version of the code."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "cơ sở dữ liệu chưa cập nhật: chạy “make setup” hoặc “python manage.py migrate”"


def places() -> Iterator[str]:
    """Whether the units of then and of now are all there, and every province in one region."""
    for day, level, expected in listed_counts():
        found, words = count_on(day, level), Unit.Level(level).label
        if found != expected:
            yield f"ngày {day:%d/%m/%Y} phải có {expected} đơn vị {words}, hiện có {found}"
        elif level == Unit.Level.PROVINCE:
            in_regions = sum(
                len(region.members) for region in regions_on(day) if region.code != Region.Code.NATION
            )
            if in_regions != expected:
                yield f"ngày {day:%d/%m/%Y}: {expected} tỉnh nhưng các vùng cộng lại có {in_regions}"


def lists() -> Iterator[str]:
    """Whether contents and agencies are loaded."""
    if missing := missing_activities(localtime().date()):
        yield f"danh mục nội dung khuyến công thiếu {', '.join(missing)}: chạy “khuyencong base”"
    try:
        ministry_department()
    except Agency.DoesNotExist:
        yield "chưa có cơ quan trung ương: chạy “khuyencong base”"


def figures() -> Iterator[str]:
    """Whether any amount disagrees with its printed digits, or one cell is counted at two levels of content."""
    yield from broken_cells()
