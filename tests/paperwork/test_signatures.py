"""Signing a PDF with a certificate made for the test, and what is told of it when it was changed."""

import io
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from asn1crypto import pem
from pyhanko.pdf_utils.generic import NameObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from khuyencong.paperwork.dossier import decision_paper
from khuyencong.paperwork.official import pdf_of
from khuyencong.paperwork.signatures import NotSignableError, practice_signer, roots_in, sign_pdf, signatures_in
from tests.paperwork import dossiers as made
from tests.paperwork.pdf_reading import pages

AT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
PLAIN = pdf_of(decision_paper(made.decision()))
SIGNER = practice_signer("Nguyễn Thị Minh Họa", at=AT, organisation="Bộ Công Thương (minh họa)")


def signed(pdf=PLAIN, *, signer=SIGNER, at=AT):
    return sign_pdf(pdf, signer=signer, reason="Phê duyệt kế hoạch", place="Hà Nội", at=at)


def test_it_is_told_who_signed_when_where_and_why_and_that_it_is_practice():
    assert [each.words for each in signatures_in(signed())] == [
        "Nguyễn Thị Minh Họa (Bộ Công Thương (minh họa)) ký lúc 09:30 ngày 02/03/2026 theo đồng hồ của máy "
        "ký tại Hà "
        "Nội; lý do: Phê duyệt kế hoạch. Nội dung không bị thay đổi kể từ khi ký. Chứng thư thử: chữ ký "
        "không có giá "
        "trị pháp lý."
    ]


def test_the_pages_stay_as_they_were_and_the_signed_file_begins_with_the_unsigned_one():
    assert (pages(signed()), signed()[: len(PLAIN)]) == (pages(PLAIN), PLAIN)


def test_an_unsigned_file_has_no_signature():
    assert signatures_in(PLAIN) == []


def test_the_agency_signs_after_the_person_and_both_hold():
    agency = practice_signer("Bộ Công Thương (minh họa)", at=AT)
    both = signatures_in(signed(signed(), signer=agency, at=AT + timedelta(hours=1)))

    assert [(each.signer, each.at, each.unchanged, each.practice) for each in both] == [
        ("Nguyễn Thị Minh Họa", AT, True, True),
        ("Bộ Công Thương (minh họa)", AT + timedelta(hours=1), True, True),
    ]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7])
def test_one_changed_byte_anywhere_in_what_was_signed_is_told(share):
    content = bytearray(signed())
    inside = next(at for at in range(int(len(PLAIN) * share), len(PLAIN)) if chr(content[at]).isalnum())
    content[inside] ^= 1

    try:
        told = [each.unchanged for each in signatures_in(bytes(content))]
    except NotSignableError:
        told = [False]
    assert told == [False]


def test_a_page_rewritten_after_signing_is_told_first():
    later = IncrementalPdfFileWriter(io.BytesIO(signed()))
    page = later.prev.root["/Pages"]["/Kids"][0]
    page[NameObject("/Contents")] = later.add_object(later.prev.root["/Pages"]["/Kids"][1]["/Contents"])
    later.update_container(page)
    changed = io.BytesIO()
    later.write(changed)

    (told,) = signatures_in(changed.getvalue())
    assert (told.unchanged, told.words.split(",")[0]) == (False, "TỆP ĐÃ BỊ THAY ĐỔI SAU KHI KÝ")


def test_a_new_title_after_signing_is_told_too():
    later = IncrementalPdfFileWriter(io.BytesIO(signed()))
    later.root[NameObject("/Lang")] = pdf_string("en")
    later.update_root()
    changed = io.BytesIO()
    later.write(changed)

    assert [each.unchanged for each in signatures_in(changed.getvalue())] == [False]


def test_a_certificate_that_leads_to_a_trusted_root_is_told_apart_from_one_that_does_not():
    real = practice_signer("Trần B", at=AT)
    trusted = signatures_in(signed(signer=real), roots=[real.signing_cert])
    stranger = signatures_in(signed(signer=real), roots=[SIGNER.signing_cert])

    assert ([each.trusted for each in trusted], [each.trusted for each in stranger]) == ([True], [False])


def test_a_signature_outside_the_days_of_its_certificate_is_not_in_time():
    late = signatures_in(signed(at=AT + timedelta(days=400)))

    assert [(each.in_time, each.unchanged) for each in late] == [(False, True)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7\nnothing"])
def test_what_is_no_pdf_is_refused_in_words(content):
    with pytest.raises(NotSignableError, match="không phải PDF đọc được"):
        signed(content)
    with pytest.raises(NotSignableError, match="không phải PDF đọc được"):
        signatures_in(content)


def test_each_signer_of_practice_has_a_key_of_its_own():
    other = practice_signer("Nguyễn Thị Minh Họa", at=AT)

    assert other.signing_cert.public_key.native != SIGNER.signing_cert.public_key.native


def test_damage_anywhere_ends_in_a_verdict_and_never_in_an_error():
    content, random, verdicts = signed(), Random(20261123), set()
    # Between the brackets stands the signature itself, with parts that nothing rests on and zeros to fill up.
    opens = content.index(b"/Contents <", len(PLAIN)) + len(b"/Contents <")
    meant = [*range(len(PLAIN), opens), *range(content.index(b">", opens), len(content))]
    for at in random.sample(meant, 200):
        damaged = bytearray(content)
        damaged[at] ^= 1
        try:
            verdicts.add(tuple(each.unchanged for each in signatures_in(bytes(damaged))))
        except NotSignableError:
            verdicts.add(("refused",))

    assert verdicts - {(), ("refused",)} == {(False,)}


def test_an_issuer_whose_certificate_lies_in_the_folder_is_trusted_and_rubbish_is_named(tmp_path):
    (tmp_path / "goc.pem").write_bytes(pem.armor("CERTIFICATE", SIGNER.signing_cert.dump()))
    (tmp_path / "doc-toi.txt").write_text("không phải chứng thư")
    [told] = signatures_in(signed(), roots=roots_in(tmp_path))
    assert (told.trusted, roots_in(None)) == (True, ())

    (tmp_path / "khac").mkdir()
    (tmp_path / "khac" / "hong.crt").write_bytes(b"rubbish")
    with pytest.raises(ValueError, match=r"hong\.crt không phải chứng thư"):
        roots_in(tmp_path / "khac")
