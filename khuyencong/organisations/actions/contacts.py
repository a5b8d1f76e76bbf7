"""How the public reaches an agency: told by who administers its accounts, kept with who and when."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import agencies_managed_by
from khuyencong.organisations.models import Agency, AgencyContact
from khuyencong.organisations.queries import contact_of
from khuyencong.workflow.actions import Dossier, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways to an office, each "" where there is none."""

    phone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""


NOWHERE = Ways()


def ways_of(contact: AgencyContact | None) -> Ways:
    """What a row says; nothing where there is no row."""
    if contact is None:
        return NOWHERE
    return Ways(phone=contact.phone, email=contact.email, address=contact.address, hours=contact.hours)


@transaction.atomic
def tell_contact(*, agency: Agency, ways: Ways, by: Actor, at: datetime) -> AgencyContact | None:
    """Keep how the public reaches the agency; None where that is what stands already (a second press)."""
    if by.user is None or not agencies_managed_by(by).filter(pk=agency.pk).exists():
        raise PermissionDenied
    # The agency's own row is the lock: the second of two presses sees what the first one told.
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    before = ways_of(contact_of(agency))
    if ways == before:
        return None
    told = AgencyContact.objects.create(agency=agency, **asdict(ways), told_at=at, told_by=by.account)
    about = Dossier(kind="agency", key=agency.code, agency=agency.code)
    title = "Ghi cách liên hệ của cơ quan" if ways != NOWHERE else "Bỏ cách liên hệ của cơ quan"
    record("agency.contact", title, about=about, by=by, at=at, before=asdict(before), after=asdict(ways))
    return told
