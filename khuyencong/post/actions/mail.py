"""Letters: written with what causes them, handed to the mail server by a job, at least once."""

import hashlib
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils.timezone import now

from khuyencong.post.actions.jobs import job
from khuyencong.post.models import Mail
from khuyencong.rules.timetable import pause

ATTEMPTS = 12
"""Tries before a letter is given up: with the pauses between them about half a day."""

HANDING_OVER = timedelta(minutes=10)
"""How long one job has a letter for itself; that of a killed job is tried again afterwards."""

BATCH = 200


def write(*, key: str, to: str, subject: str, text: str, html: str = "", at: datetime) -> Mail:
    """Put a letter into the outbox, in the transaction of what causes it; the one of that key if any."""
    return Mail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:200],
            "text": text,
            "html": html,
            "written_at": at,
            "next_try": at,
        },
    )[0]


def message_id(mail: Mail) -> str:
    """The same for every attempt at the same letter, so that a mailbox can tell a repetition."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    return f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{domain}>"


@job(title="Gửi thư đang chờ", whole=False)
def send_outbox(slot: str = "") -> int:
    """Hand over every letter that is due; how many the server took. What fails stays, with its own next try."""
    due = Mail.objects.waiting().filter(next_try__lte=now()).order_by("next_try", "pk")
    letters = list(due[:BATCH])
    if not letters:
        return 0
    server = get_connection()
    try:
        return sum(_hand_over(mail, server) for mail in letters)
    finally:
        server.close()


def _hand_over(mail: Mail, server: BaseEmailBackend) -> bool:
    """Take the letter for this job, hand it to the server, write down the answer; whether it was sent."""
    mine = Mail.objects.waiting().filter(pk=mail.pk, attempts=mail.attempts)
    if mine.update(attempts=F("attempts") + 1, next_try=now() + HANDING_OVER) != 1:
        return False  # another job has it
    attempt = mail.attempts + 1
    try:
        _message(mail, server).send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _refused(mail, attempt, error)
        if not isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
            server.close()  # a connection of which nobody knows the state; the next letter opens its own
        return False
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=now(), answer="")
    return True


def _message(mail: Mail, server: BaseEmailBackend) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
        connection=server,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _refused(mail: Mail, attempt: int, error: Exception) -> None:
    """For good where the server said so or the tries are used up, else until the pause is over."""
    state = Mail.State.REFUSED if _for_good(error) or attempt >= ATTEMPTS else Mail.State.WAITING
    Mail.objects.filter(pk=mail.pk).update(
        state=state, next_try=now() + pause(attempt), answer=str(error)[:2000]
    )


def _for_good(error: Exception) -> bool:
    """Whether the answer will be the same next time: 5xx of SMTP, or a letter that cannot be written at all."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return False  # ours to repair: the letter is in order
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())
        case smtplib.SMTPResponseException():
            return error.smtp_code >= 500
        case _:
            return isinstance(error, ValueError)


def resend(letter: int, at: datetime) -> bool:
    """Try a letter that was given up once more from the start; False where it is not given up."""
    stuck = Mail.objects.stuck().filter(pk=letter)
    return stuck.update(state=Mail.State.WAITING, attempts=0, next_try=at) == 1
