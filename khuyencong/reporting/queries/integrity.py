"""Promises the stored figures must keep, checked row by row."""

from collections.abc import Iterator

from django.db.models import F

from khuyencong.reporting.models import Figure
from khuyencong.rules.money import NotWholeDongError, Unit, to_dong
from khuyencong.rules.printed import UnreadableFigureError, read_printed


def broken_cells() -> Iterator[str]:
    """A sentence for every figure whose đồng are not its printed digits, or that corrects another cell."""
    rows = Figure.objects.exclude(printed="").values_list("pk", "printed", "printed_unit", "amount")
    for pk, printed, unit, amount in rows.iterator(chunk_size=5000):
        try:
            if to_dong(read_printed(printed).value, Unit(unit)) != amount:
                yield f"số liệu {pk}: “{printed}” {Unit(unit).label} không bằng {amount} đồng"
        except (UnreadableFigureError, NotWholeDongError) as error:
            yield f"số liệu {pk}: {error}"
    for pk in (
        Figure.objects.filter(replaces__isnull=False)
        .exclude(key=F("replaces__key"))
        .values_list("pk", flat=True)
    ):
        yield f"số liệu {pk}: sửa một ô khác với ô của số liệu nó thay"
    yield from counted_twice()


def counted_twice() -> Iterator[str]:
    """Cells given both for a content and for one of its lines would be added twice."""
    standing = Figure.objects.summed().filter(replaced_by__isnull=True, amount__gt=0)
    lines = standing.filter(activity__parent__isnull=False).values_list(
        "unit", "year", "cut", "fund", "stage", "activity__parent"
    )
    contents = standing.filter(activity__parent__isnull=True).values_list(
        "unit", "year", "cut", "fund", "stage", "activity", "pk"
    )
    taken = set(lines)
    for *cell, pk in contents:
        if tuple(cell) in taken:
            yield f"số liệu {pk}: nội dung và dòng của nội dung đó cùng có số, bị cộng hai lần"
