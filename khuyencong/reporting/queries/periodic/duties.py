"""Which returns are owed by whom, as the dated list of the law says it (norms, Kỳ báo cáo)."""

from dataclasses import dataclass
from datetime import date

from khuyencong.norms.models import ReportDuty, ReturnForm
from khuyencong.rules.periods import Every, Period, Reminders, Term, reminders
from khuyencong.rules.validity import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Which return is owed by every agency of a kind to one of another, how often and until when.

    One of a `province` (the key of its unit) is owed there only. `told` is the clause as it is quoted.
    """

    code: str
    form: str
    title: str
    by: str
    to: str
    every: Every
    term: Term
    since: date
    until: date | None = None
    told: str = ""
    reminders: Reminders | None = None
    province: int | None = None

    def binds(self, period: Period) -> bool:
        """Whether it is in force for that period: on its last day, so that no period has two."""
        return in_force(self.since, self.until, period.ends)


def duties() -> list[Duty]:
    """Every duty of every date, in the order in which they go before each other; two SELECTs.

    Where the same form is asked twice for one period it is owed by the first: what binds both purses or was
    read stands, then a province's own row, then our conventions about the local purse.
    """
    rows = ReportDuty._default_manager.select_related("document").order_by("position", "since")
    forms = dict(ReturnForm._default_manager.order_by("since").values_list("code", "name"))
    found = [each for each in rows if isinstance(each, ReportDuty)]
    return [duty_of(each, forms) for each in sorted(found, key=_after)]


def duty_of(row: ReportDuty, forms: dict[str, str]) -> Duty:
    """A row of the list as periods are reckoned with."""
    return Duty(
        code=row.code,
        form=row.form,
        title=titled(forms.get(row.form, row.name)),
        by=row.by,
        to=row.to,
        every=Every(row.every),
        term=Term(
            day=row.day,
            months_later=row.months_later,
            after_days=row.after_days,
            working_days=row.working_days,
            inclusive=row.inclusive,
            opens_days=row.opens_days,
        ),
        since=row.since,
        until=row.until,
        told=row.told,
        reminders=reminders(row.remind_days),
        province=row.province_id,
    )


def titled(name: str) -> str:
    """What the report of a form is called."""
    return name if name.startswith("Báo cáo") else f"Báo cáo {name[:1].lower()}{name[1:]}"


def _after(row: ReportDuty) -> int:
    if row.province_id is not None:
        return 1
    return 2 if row.purse == ReportDuty.Purse.LOCAL and not row.verified else 0
