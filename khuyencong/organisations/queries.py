"""Questions about agencies and accounts."""

from datetime import date

from django.db.models import Q

from khuyencong.organisations.models import Agency, User


def department_of(unit: int, on: date, *, lock: bool = False) -> Agency:
    """The province's department (Sở) that answered for the place on that day; raises Agency.DoesNotExist.

    `lock` holds its row until the transaction ends, so that two who write for it queue.
    """
    agencies = Agency.objects.select_for_update() if lock else Agency.objects.all()
    return agencies.filter(Q(until__isnull=True) | Q(until__gt=on)).get(
        level=Agency.Level.PROVINCE, unit_id=unit, since__lte=on
    )


def ministry_department() -> Agency:
    """The ministry's department for the programme; raises Agency.DoesNotExist before the demo or set-up."""
    return Agency.objects.get(code="cuc")


def operator() -> User:
    """The technical account in whose name commands on the server act; raises User.DoesNotExist."""
    return User.objects.get(username="he-thong")


def ministry_reader() -> User:
    """A reader who sees every row, for commands on the server itself; never saved, cannot sign in."""
    return User(username="may-chu", agency=ministry_department(), role=User.Role.OPERATOR, is_active=False)
