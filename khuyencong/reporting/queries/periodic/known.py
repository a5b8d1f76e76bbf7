"""Whether a return was owed and here as known at an instant, in one place: else two pages say two things."""

from datetime import datetime

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, Value, When

from khuyencong.reporting.models import PeriodicReturn, PeriodicReturnQuerySet, ReturnMark

Kind = ReturnMark.Kind


def let_go(known_at: datetime) -> Exists:
    """Of a return, whether as known then it was not owed: dropped, and not let in again since."""
    return _stands(Kind.DROPPED, known_at, unless=Kind.LET_IN)


def not_here(known_at: datetime) -> Exists:
    """Of a return, whether as known then it was put down as missing and not signed since, let in or not."""
    return _stands(Kind.MISSING, known_at, unless=Kind.SENT)


def let_in_since() -> Exists:
    """Of a return, whether it was let in once more and not signed since: what it sent before is gone."""
    return _stands(Kind.LET_IN, None, unless=Kind.SENT)


def _stands(kind: ReturnMark.Kind, known_at: datetime | None, *, unless: ReturnMark.Kind) -> Exists:
    known = ReturnMark.objects.filter(at__lte=known_at) if known_at is not None else ReturnMark.objects.all()
    since = known.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        periodic_return=OuterRef("periodic_return"),
        kind=unless,
    )
    return Exists(known.filter(~Exists(since), periodic_return=OuterRef("pk"), kind=kind))


def owed_then(rows: PeriodicReturnQuerySet, known_at: datetime) -> PeriodicReturnQuerySet:
    """Those of some returns that were owed as known then, each with when it `came`, None where it was not here.

    One that was sent back came all the same; one that was put down as missing did not, though it was sent once.
    """
    when = Case(
        When(not_here(known_at), then=Value(None)),
        When(first_sent_at__lte=known_at, then=F("first_sent_at")),
        default=Value(None),
        output_field=DateTimeField(),
    )
    return rows.filter(~let_go(known_at), created_at__lte=known_at).annotate(came=when)


def came(report: PeriodicReturn) -> datetime | None:
    """When one of those came."""
    found: datetime | None = vars(report)["came"]
    return found
