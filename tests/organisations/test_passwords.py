"""The operator's list of known passwords, searched without reading it."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.organisations import passwords
from khuyencong.organisations.passwords import BreachedPasswordValidator, is_listed


def hash_of(password):
    return hashlib.sha1(password.encode()).hexdigest().upper()


def list_of(known, path, *, end="\n", counts=True):
    """The list as the operator downloads it."""
    hashes = sorted(map(hash_of, known))
    lines = [f"{each}:{1 + place * 7}" if counts else each for place, each in enumerate(hashes)]
    path.write_text(end.join(lines) + (end if counts else ""), encoding="ascii", newline="")
    return path


@pytest.mark.parametrize(("end", "counts"), [("\n", True), ("\r\n", True), ("\n", False)])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 100])
def test_every_line_is_found_the_first_and_the_last_too_and_nothing_else(tmp_path, size, end, counts):
    known = [f"mat-khau-{number}" for number in range(size)]
    path = list_of(known, tmp_path / "list", end=end, counts=counts)
    asked = [*known, *(f"cau-khac-{number}" for number in range(100))]
    assert [each for each in asked if is_listed(each, path)] == known


@given(known=st.sets(st.text(max_size=8), max_size=40), asked=st.text(max_size=8))
def test_the_search_says_what_reading_the_whole_list_would(tmp_path_factory, known, asked):
    path = list_of(known, tmp_path_factory.mktemp("lists") / "list")
    assert is_listed(asked, path) == (asked in known)


def test_a_list_in_small_letters_is_read_too(tmp_path):
    path = tmp_path / "list"
    path.write_text("\n".join(sorted(hash_of(each).lower() for each in ("a", "b", "c"))), encoding="ascii")
    assert [each for each in ("a", "b", "c", "d") if is_listed(each, path)] == ["a", "b", "c"]


def test_the_search_reads_a_few_lines_and_not_the_file(tmp_path, monkeypatch):
    path = list_of([str(number) for number in range(20_000)], tmp_path / "list")
    read = []

    def counted(file, position):
        read.append(position)
        return line_at(file, position)

    line_at = passwords._line_at
    monkeypatch.setattr(passwords, "_line_at", counted)
    assert is_listed("khong-co", path) is False
    assert len(read) <= 20  # the file has about 2^19.7 bytes, and each look halves what is left


def test_a_listed_password_is_refused_in_words_and_without_a_list_none_is(tmp_path, settings):
    settings.BREACHED_PASSWORDS = list_of(["mot-cau-da-lo-2020"], tmp_path / "list")
    with pytest.raises(ValidationError) as refused:
        BreachedPasswordValidator().validate("mot-cau-da-lo-2020")
    assert refused.value.messages == [
        "Mật khẩu này đã lộ ở nơi khác, kẻ xấu có sẵn trong tay. Chọn mật khẩu khác."
    ]
    settings.BREACHED_PASSWORDS = None
    BreachedPasswordValidator().validate("mot-cau-da-lo-2020")
