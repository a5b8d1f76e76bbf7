"""Approved returns for the tests of targets."""

from datetime import UTC, date, datetime

from khuyencong.organisations.queries import department_of, ministry_department
from khuyencong.places.queries import find_province
from khuyencong.reporting.models import PeriodicReturn, ReturnCell, ReturnMark
from khuyencong.rules.periods import Every, Period

AT = datetime(2026, 1, 10, 2, 0, tzinfo=UTC)


def approved(by, province, every, year, number=1, *, form="ket-qua", state="approved", made_up=False, **cells):
    """A department's return of a period with cells ("kq_09": 3), approved; `by` sits anywhere."""
    period = Period(every=Every(every), year=year, number=number)
    place = find_province(province, period.ends).place
    assert place is not None
    made = PeriodicReturn.objects.create(
        duty="thu",
        form=form,
        title="Báo cáo thử",
        agency=department_of(place.id, period.ends),
        to=ministry_department(),
        every=every,
        year=year,
        number=number,
        starts=period.starts,
        ends=period.ends,
        opens_on=period.ends,
        state="draft",
        desk=by.desk,
        prepared_by=by.user,
        created_at=AT,
        first_sent_at=AT,
        sent_at=AT,
        approved_at=AT,
        made_up=made_up,
    )
    for name, value in cells.items():
        indicator, _, purse = name.partition("__")
        ReturnCell.objects.create(
            periodic_return=made,
            indicator=indicator.replace("_", "-"),
            purse=purse or "KCDP",
            value=value,
            how="typed",
            by=by.user,
            at=AT,
            revision=1,
        )
    PeriodicReturn.objects.filter(pk=made.pk).update(state=state)
    for kind in {"approved": ["sent", "approved"], "sent": ["sent"]}[state]:
        ReturnMark.objects.create(periodic_return=made, kind=kind, revision=1, at=AT)
    return made


def today():
    """The day the tests ask on."""
    return date(2026, 11, 23)
