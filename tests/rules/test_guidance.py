"""Answers that name rows of the law, and questions found by plain words."""

from datetime import date

import pytest

from khuyencong.rules.guidance import (
    Entry,
    Figure,
    Line,
    Reference,
    UnreadableAnswerError,
    lines_of,
    meant,
    references,
    to_look_at,
)

MACHINES = Reference("dinh-muc", "may-moc")
ENTRIES = [
    Entry(key="may", name="Mua máy móc được hỗ trợ bao nhiêu?", also="dây chuyền", text="{dinh-muc:bao-lut}"),
    Entry(key="cu", name="Mua máy cũ có được hỗ trợ không?", also="máy bãi", text="Phải là máy mới."),
    Entry(key="bao", name="Gặp thiên tai thì sao?", also="bão lụt", text="Quyết toán theo khối lượng đã làm."),
]


def test_an_answer_is_lines_of_words_and_rows():
    told = lines_of("Máy: {dinh-muc:may-moc}.\n\n- {tam-ung:may:khoi-luong}\n{dia-ban:*}")
    assert told == (
        Line(pieces=("Máy: ", MACHINES, ".")),
        Line(pieces=(Reference("tam-ung", "may", "khoi-luong"),), item=True),
        Line(pieces=(Reference("dia-ban", "*"),)),
    )
    assert references("{dinh-muc:may-moc}, {dinh-muc:may-moc}") == {MACHINES}


@pytest.mark.parametrize(
    "answer",
    [
        "{dinh-muc}",
        "{dinh-muc:may-moc:gia}",
        "{dinh-muc:may-moc",
        "may-moc}",
        "Gồm {dia-ban:*}",
        "- {dia-ban:*}",
        "{}",
    ],
)
def test_braces_that_name_no_row_are_refused(answer):
    with pytest.raises(UnreadableAnswerError):
        lines_of(answer)


def test_an_answer_is_looked_at_again_once_its_law_is_younger_or_gone():
    looked = date(2026, 1, 1)
    old = Figure(reference=MACHINES, lines=("50 %",), since=looked)
    new = Figure(reference=MACHINES, lines=("40 %",), since=date(2026, 1, 2))
    gone = Figure(reference=MACHINES)
    assert to_look_at([old, new, gone], looked) == (new, gone)
    assert (old.words, gone.words) == ("50 %", "chưa có dòng nào của ngày ấy")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mua máy bao nhiêu", ["may", "cu"]),
        ("toi muon mua may cu", ["cu", "may"]),
        ("bao lut", ["bao"]),
        ("DAY CHUYEN", ["may"]),
        ("khoi luong", ["bao"]),
        ("sầu riêng", []),
        ("", []),
    ],
)
def test_a_question_is_found_by_plain_words_and_not_by_the_names_of_rows(words, found):
    assert meant(words, ENTRIES) == found
