"""Which returns are owed by whom, as the dated list of the law says it (norms, Kỳ báo cáo)."""

import logging
from dataclasses import dataclass
from datetime import date

from khuyencong.norms.models import ReportDuty, ReturnForm
from khuyencong.norms.queries.returns import form_on
from khuyencong.rules.periods import Every, Period, Reminders, Term, reminders
from khuyencong.rules.validity import in_force

logger = logging.getLogger(__name__)


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
    titles: "Titles | None" = None

    def title_on(self, ends: date, province: int | None) -> str:
        """What its report is called for the period that ends that day, in that province."""
        return (self.titles.of(self.form, ends, province) if self.titles is not None else "") or self.title

    def binds(self, period: Period) -> bool:
        """Whether it is in force for that period: on its last day, so that no period has two."""
        return in_force(self.since, self.until, period.ends)


def duties() -> list[Duty]:
    """Every duty of every date, in the order in which they go before each other; two SELECTs.

    Where the same form is asked twice for one period it is owed by the first: what binds both purses or was
    read stands, then a province's own row, then our conventions about the local purse.
    """
    rows = ReportDuty._default_manager.select_related("document").order_by("position", "since")
    found = [each for each in rows if isinstance(each, ReportDuty)]
    titles = Titles()
    return [duty_of(each, titles) for each in sorted(found, key=_after)]


class Titles:
    """What the report of a form is called for a period and a province; one SELECT, and one for each of its own.

    A form may be renamed, and two provinces may have one of their own under the same code.
    """

    def __init__(self) -> None:
        rows = ReturnForm._default_manager.order_by("position", "pk")
        self._rows = list(rows.values_list("code", "province_id", "since", "until", "name"))
        self._own = {code for code, province, *_ in self._rows if province is not None}
        self._found: dict[tuple[str, date, int | None], str] = {}

    def of(self, form: str, ends: date, province: int | None) -> str:
        """As the form reads on the period's last day; "" where there is none then."""
        key = (form, ends, province if form in self._own else None)
        if key not in self._found:
            name = self._named(*key)
            self._found[key] = titled(name) if name else ""
        return self._found[key]

    def _named(self, form: str, ends: date, province: int | None) -> str:
        if province is not None:
            found = form_on(form, ends, province)
            return found.name if found is not None else ""
        names = (
            name
            for code, of, since, until, name in self._rows
            if code == form and of is None and in_force(since, until, ends)
        )
        return next(names, "")


def duty_of(row: ReportDuty, titles: Titles) -> Duty:
    """A row of the list as periods are reckoned with."""
    return Duty(
        code=row.code,
        form=row.form,
        title=titled(row.name),
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
        reminders=_reminders(row),
        province=row.province_id,
        titles=titles,
    )


def _reminders(row: ReportDuty) -> Reminders | None:
    """When it is reminded of; of a row that says it unreadably never, for the others must go on."""
    try:
        return reminders(row.remind_days)
    except ValueError as error:
        logger.warning("report duty %s: %s", row.code, error)
        return None


def titled(name: str) -> str:
    """What the report of a form is called."""
    return name if name.startswith("Báo cáo") else f"Báo cáo {name[:1].lower()}{name[1:]}"


def _after(row: ReportDuty) -> int:
    if row.province_id is not None:
        return 1
    return 2 if row.purse == ReportDuty.Purse.LOCAL and not row.verified else 0
