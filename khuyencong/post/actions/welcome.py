"""Inviting and registering together with the letter: both stand, or neither."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from khuyencong.organisations.actions import invitations, registrations
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Desk, Invitation
from khuyencong.post.actions.mail import write
from khuyencong.rules import welcome


def _address(name: str, *arguments: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


def _send(invitation: Invitation, secret: str, *, by: Actor, at: datetime) -> None:
    """Put the letter of the invitation into the outbox."""
    letter = welcome.invitation(
        name=invitation.full_name,
        desk=invitation.desk.title,
        agency=invitation.desk.agency.name_on(localtime(at).date()),
        inviter=str(by),
        since=invitation.since,
        address=_address("invitation", secret),
        until=localtime(invitation.expires_at),
    )
    key = f"invitation/{invitation.pk}/{invitation.digest[:16]}"
    write(key=key, to=invitation.email, subject=letter.subject, text=letter.text, at=at)


@transaction.atomic
def invite(*, desk: Desk, email: str, full_name: str, since: date, by: Actor, at: datetime) -> Invitation:
    """Invite her to the desk, by letter."""
    invitation, secret = invitations.invite(
        desk=desk, email=email, full_name=full_name, since=since, by=by, at=at
    )
    _send(invitation, secret, by=by, at=at)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """The same invitation in a new letter; the old one leads nowhere."""
    found, secret = invitations.renew(invitation=invitation, by=by, at=at)
    _send(found, secret, by=by, at=at)
    return found


@transaction.atomic
def register(application: registrations.Application, *, key: str, at: datetime) -> None:
    """A letter to the address either way; only the letter says whether it is known. `key`: one letter."""
    made = registrations.register(application, at)
    if made is None:
        letter = welcome.known_already(sign_in=f"{settings.SITE_URL}{reverse(settings.LOGIN_URL)}")
    else:
        registration, secret = made
        assert registration.expires_at is not None
        letter = welcome.confirmation(
            name=registration.representative,
            establishment=registration.establishment,
            address=_address("registration_confirm", secret),
            until=localtime(registration.expires_at),
        )
    write(key=f"registration/{key}", to=application.email, subject=letter.subject, text=letter.text, at=at)
