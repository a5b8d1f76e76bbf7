"""Letters, handed to a real SMTP server of this machine: taken, refused, away, and never two of one cause."""

import email
import socket
from datetime import timedelta
from email.policy import default

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.db import transaction

from khuyencong.post.actions import mail
from khuyencong.post.models import Mail
from khuyencong.post.queries.work import standing

pytestmark = pytest.mark.django_db

SUBJECT = "Nhắc việc: “Báo cáo quý III” quá hạn 3 ngày làm việc"
TEXT = "Kính gửi chị Nguyễn Thị Ánh,\n\nBáo cáo đang chờ ở bàn của chị.\n.\nDòng sau dấu chấm vẫn còn.\n"


class Postbox:
    """What the server took, and how it answers."""

    def __init__(self):
        self.taken = []
        self.answers = {}
        self.data_answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data_answer.startswith("250"):
            self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        return self.data_answer


@pytest.fixture
def post_office(settings):
    """A real SMTP server in a thread, and the settings that lead to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    box.stop = controller.stop
    yield box
    if controller.server is not None:
        controller.stop()


def write(key="việc/1", to="anh@sct.vn", html="", *, at):
    return mail.write(key=key, to=to, subject=SUBJECT, text=TEXT, html=html, at=at)


def sending(at):
    """Send at that instant; how many the server took."""
    with time_machine.travel(at, tick=False):
        return mail.send_outbox.call()


def states():
    return list(Mail.objects.order_by("pk").values_list("state", "attempts"))


def test_a_vietnamese_letter_arrives_as_written(post_office, now):
    write(html="<p>Kính gửi chị Ánh</p>", at=now)
    assert sending(now) == 1
    (letter,) = post_office.taken
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    # A long subject begins on the second line of its header; Python keeps the blank of the fold.
    assert (letter["Subject"].strip(), letter["To"]) == (SUBJECT, "anh@sct.vn")
    assert text.replace("\r\n", "\n").rstrip() == TEXT.rstrip()
    assert html.strip() == "<p>Kính gửi chị Ánh</p>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert states() == [("sent", 1)]


def test_the_same_cause_twice_is_one_letter_and_a_sent_one_is_not_sent_again(post_office, now):
    assert write(at=now).pk == write(at=now).pk
    assert [sending(now), sending(now + timedelta(days=1))] == [1, 0]
    assert len(post_office.taken) == 1


def test_a_letter_of_what_was_rolled_back_was_never_written(post_office, now):
    with transaction.atomic():
        write(at=now)
        transaction.set_rollback(True)
    assert (sending(now), Mail.objects.count()) == (0, 0)


def test_a_server_that_is_away_is_asked_again_later_and_later_and_then_somebody_is_told(post_office, now):
    post_office.stop()
    write(at=now)
    at, pauses = now, []
    for _ in range(mail.ATTEMPTS):
        assert sending(at) == 0
        letter = Mail.objects.get()
        pauses.append((letter.next_try - at).total_seconds())
        at = letter.next_try
    assert pauses[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert (states(), sending(at + timedelta(days=9))) == ([("refused", mail.ATTEMPTS)], 0)
    assert standing(now).letters_stuck == 1


def test_before_its_next_try_a_letter_rests(post_office, now):
    post_office.data_answer = "451 bận"
    write(at=now)
    assert [sending(now), sending(now + timedelta(seconds=29))] == [0, 0]
    assert states() == [("waiting", 1)]
    post_office.data_answer = "250 OK"
    assert sending(now + timedelta(seconds=31)) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 no such user", "refused"), ("452 mailbox full", "waiting"), ("250 OK", "sent")],
)
def test_an_address_refused_for_good_is_given_up_at_once_and_the_next_letter_goes_out(
    post_office, now, answer, state
):
    post_office.answers["sai@sct.vn"] = answer
    write("a", "sai@sct.vn", at=now)
    write("b", at=now)
    sending(now)
    assert states() == [(state, 1), ("sent", 1)]


def test_a_content_refused_for_good_says_why(post_office, now):
    post_office.data_answer = "554 looks like spam"
    write(at=now)
    sending(now)
    assert (states(), "looks like spam" in Mail.objects.get().answer) == ([("refused", 1)], True)


def test_a_killed_job_that_had_the_letter_lets_it_go_after_a_while_under_the_same_message_id(post_office, now):
    """At least once at the SMTP boundary: the server took it, the job died before it could write that down."""
    letter = write(at=now)
    sending(now)
    Mail.objects.filter(pk=letter.pk).update(
        state="waiting", sent_at=None, attempts=1, next_try=now + mail.HANDING_OVER
    )
    assert [sending(now + timedelta(minutes=9)), sending(now + timedelta(minutes=11))] == [0, 1]
    first, second = post_office.taken
    assert first["Message-ID"] == second["Message-ID"] == mail.message_id(letter)


def test_two_jobs_at_once_do_not_both_take_a_letter(post_office, now):
    letter = write(at=now)
    with time_machine.travel(now, tick=False):
        server = django_mail.get_connection()
        taken = [mail._hand_over(letter, server) for _ in range(2)]
        server.close()
    assert (taken, len(post_office.taken)) == ([True, False], 1)


def test_letters_of_many_lines_in_their_subject_are_made_one_line(post_office, now):
    mail.write(key="k", to="a@b.vn", subject="Một\nBcc: ai@do.vn", text="x", at=now)
    sending(now)
    (letter,) = post_office.taken
    assert (letter["Subject"], letter["Bcc"]) == ("Một Bcc: ai@do.vn", None)


def test_a_letter_given_up_can_be_tried_again(post_office, now):
    post_office.answers["anh@sct.vn"] = "550 no"
    letter = write(at=now)
    sending(now)
    post_office.answers.clear()
    assert [mail.resend(letter.pk, now), mail.resend(letter.pk, now), sending(now)] == [True, False, 1]
