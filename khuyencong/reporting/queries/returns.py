"""What a return would change: its rows beside the figures that stand now, and who may hand it in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of
from khuyencong.places.models import Unit
from khuyencong.reporting import permissions
from khuyencong.reporting.models import Figure
from khuyencong.rules.figures import Entry
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.returns import CheckedReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The province (places.Unit id and its name), year and cut a return is about."""

    unit: int
    place: str
    year: int
    cut: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDiff:
    """New entries, (old, new) pairs whose amount differs, figures no longer given, how many stay the same."""

    new: tuple[Entry, ...]
    changed: tuple[tuple[Figure, Entry], ...]
    gone: tuple[Figure, ...]
    same: int

    @property
    def corrects(self) -> bool:
        """Whether figures entered before would change."""
        return bool(self.changed or self.gone)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change at all."""
        return not (self.new or self.changed or self.gone)


def standing(scope: Scope) -> QuerySet[Figure]:
    """The place's plan of the year and what it had done by `cut`, whatever the clock of the asker says."""
    plan = Q(stage=Figure.Stage.PLAN, cut=date(scope.year, 12, 31))
    stages = Q(stage=Figure.Stage.DONE, cut=scope.cut) | plan
    place_year = Figure.objects.standing().summed().filter(stages, unit_id=scope.unit, year=scope.year)
    return place_year.select_related("activity")


def scope_of(checked: CheckedReturn) -> Scope:
    """Where a return without errors belongs; one SELECT. Unit.DoesNotExist for a place of another day."""
    if checked.refused or checked.province is None or checked.year is None or checked.cut is None:
        raise ValueError("a refused return belongs nowhere")
    unit = Unit.objects.on(checked.cut).get(level=Unit.Level.PROVINCE, code=checked.province.code)
    return Scope(unit=unit.pk, place=checked.province.name, year=checked.year, cut=checked.cut)


def may_hand_in(actor: Actor, scope: Scope) -> bool:
    """Whether this officer answers for the place on that day; nobody does where it had no department."""
    try:
        agency = department_of(scope.unit, scope.cut)
    except Agency.DoesNotExist:
        return False
    return permissions.may_import_for(actor, agency)


NOT_PERMITTED = Finding(
    code="not_permitted",
    severity=Severity.ERROR,
    message="Tài khoản này không nộp được số liệu của tỉnh ghi trong tệp.",
    fix="Kiểm tra ô “Tỉnh/thành phố”, hoặc để Sở có thẩm quyền nộp.",
)
"""What an officer reads who does not answer for the province that a file names."""


def entries_of(checked: CheckedReturn, scope: Scope, activities: dict[str, int]) -> list[Entry]:
    """The rows of a checked return as entries; a plan belongs to the whole year whatever the cut."""
    year_end = date(scope.year, 12, 31)
    return [
        Entry(
            unit=scope.unit,
            year=scope.year,
            cut=scope.cut if row.stage == "done" else year_end,
            fund=row.fund,
            stage=row.stage,
            activity=activities[row.activity],
            printed=row.printed,
            printed_unit=row.unit.value,
            decimals=row.decimals,
            amount=row.amount,
            location=f"{row.sheet}!{row.cell}",
        )
        for row in checked.rows
    ]


def compare(checked: CheckedReturn, scope: Scope) -> ReturnDiff:
    """The return beside what stands now; two SELECTs."""
    activities = dict(Activity.objects.on(scope.cut).values_list("code", "pk"))
    old = {(f.cut, f.fund, f.stage, f.activity_id): f for f in standing(scope)}
    new, changed, same = [], [], 0
    for entry in entries_of(checked, scope, activities):
        before = old.pop((entry.cut, entry.fund, entry.stage, entry.activity), None)
        if before is None:
            new.append(entry)
        elif before.amount != entry.amount:
            changed.append((before, entry))
        else:
            same += 1
    gone = tuple(figure for figure in old.values() if figure.amount)
    return ReturnDiff(new=tuple(new), changed=tuple(changed), gone=gone, same=same)
