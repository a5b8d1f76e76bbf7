"""One request to a server that may be broken, slow or hostile: what is told of it, where it may not lead."""

import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from khuyencong.post.actions import outside
from khuyencong.post.actions.outside import PinnedConnection, post
from tests.receiver import receiving


@pytest.fixture
def receiver():
    with receiving() as box:
        yield box


def told(address, seconds=0.5, on_trial=True):
    return post(address, '{"a": "đ"}', {"webhook-id": "1"}, seconds=seconds, on_trial=on_trial)


def test_what_was_taken_is_taken_and_the_body_arrives_as_it_was(receiver):
    answer = told(receiver.address)
    [(headers, body)] = receiver.got
    assert (answer.taken, answer.status, answer.told) == (True, 204, "")
    assert (body.decode(), headers["content-type"], headers["webhook-id"]) == (
        '{"a": "đ"}',
        "application/json",
        "1",
    )


@pytest.mark.parametrize(("status", "gone"), [(500, False), (404, False), (410, True), (304, False)])
def test_any_other_status_is_told(receiver, status, gone):
    receiver.answer = status
    answer = told(receiver.address)
    assert (answer.taken, answer.status, answer.gone) == (False, status, gone)
    assert answer.told == f"Máy nhận trả lời {status}."


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_not_followed(receiver, status):
    with receiving() as other:
        receiver.answer, receiver.headers = status, {"Location": other.address}
        assert (told(receiver.address).status, other.got, len(receiver.got)) == (status, [], 1)


@pytest.mark.parametrize("way", [{"pause": 3.0}, {"drip": True}])
def test_one_that_is_slow_or_never_ends_is_left_in_time(receiver, way):
    vars(receiver).update(way)
    begun = time.monotonic()
    answer = told(receiver.address)
    assert (answer.status, answer.told) == (None, "Máy nhận không trả lời trong 0.5 giây.")
    assert time.monotonic() - begun < 2


def test_nobody_there():
    with receiving() as box:
        address = box.address
    assert told(address).told == "Máy nhận không mở cổng để nhận."


def signed_by_itself(path):
    """A certificate that nobody vouches for, with its key, as a file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a")]),
    )
    today = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, today, today + timedelta(days=9999))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_server_that_cannot_prove_its_name_is_told_nothing(tmp_path):
    with receiving(signed_by_itself(tmp_path / "a.pem")) as box:
        answer = told(box.address)
        assert (answer.status, answer.told, box.got) == (None, "Chứng thư của máy nhận không đúng: tự ký.", [])


def looked_up(numbers):
    """A name service that says so, and counts how often it was asked."""
    asked = []

    def found(host, *arguments, **options):
        asked.append(host)
        return [(2, 1, 6, "", (each, 0)) for each in numbers]

    return found, asked


@pytest.mark.parametrize("numbers", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"]])
def test_a_name_that_leads_into_a_private_network_is_not_called(monkeypatch, numbers):
    found, _ = looked_up(numbers)
    monkeypatch.setattr(outside.socket, "getaddrinfo", found)
    monkeypatch.setattr(outside, "sent", lambda *given: pytest.fail("called"))
    assert told("https://phanmem.vn/").told == "Tên miền dẫn tới máy trong mạng riêng."


def test_a_name_that_nobody_knows_and_one_that_is_looked_up_for_ever(monkeypatch):
    def unknown(*_, **options):
        raise outside.socket.gaierror

    monkeypatch.setattr(outside.socket, "getaddrinfo", unknown)
    assert told("https://phanmem.vn/").told == "Không tìm thấy tên miền của máy nhận."
    ended = threading.Event()

    def silent(*_, **options):
        ended.wait(20)
        return []

    monkeypatch.setattr(outside.socket, "getaddrinfo", silent)
    begun = time.monotonic()
    assert told("https://phanmem.vn/").told == "Máy nhận không trả lời trong 0.5 giây."
    assert time.monotonic() - begun < 5
    ended.set()


def test_this_machine_is_not_called_in_earnest(receiver):
    assert (told(receiver.address, on_trial=False).status, receiver.got) == (None, [])


def test_the_connection_goes_where_was_judged_without_asking_again(receiver, monkeypatch):
    port = int(receiver.address.rpartition(":")[2].partition("/")[0])
    there = ["127.0.0.2", "127.0.0.1", *["127.0.0.3"] * 50]  # nobody listens at the first
    connection = PinnedConnection("ten-khong-co.invalid", port, there, seconds=1, secure=False)
    connection.request("POST", "/", b"{}", {})
    status = connection.getresponse().status
    connection.close()
    [(headers, _)] = receiver.got
    assert (status, headers["host"]) == (204, f"ten-khong-co.invalid:{port}")


def test_a_name_with_many_silent_addresses_holds_nobody_up(monkeypatch):
    tried = []

    def silent(where, timeout):
        tried.append((where[0], timeout))
        raise TimeoutError

    monkeypatch.setattr(outside.socket, "create_connection", silent)
    monkeypatch.setattr(outside, "judged", lambda address, **options: [f"8.8.8.{each}" for each in range(50)])
    assert told("https://phanmem.vn/", seconds=6).told == "Máy nhận không trả lời trong 6 giây."
    assert [(each, round(seconds, 1)) for each, seconds in tried] == [
        ("8.8.8.0", 2),
        ("8.8.8.1", 2),
        ("8.8.8.2", 2),
    ]
