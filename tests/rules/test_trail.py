"""The chain of the trail: whatever is changed, removed, put elsewhere or cut off is named."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.trail import Break, Fault, Link, breaks, digest


def chain(*texts: str) -> list[Link]:
    """A sound chain that tells these texts."""
    links, last = [], ""
    for sequence, text in enumerate(texts, start=1):
        said = {"title": text}
        last_before, last = last, digest(sequence=sequence, previous=last, said=said)
        links.append(Link(sequence=sequence, previous=last_before, hash=last, said=said))
    return links


def found(links, head=None):
    return [(one.fault, one.sequence, one.until) for one in breaks(links, head=head)]


TEXTS = st.lists(st.text(max_size=20), min_size=3, max_size=12)


@given(TEXTS)
def test_a_sound_chain_holds(texts):
    links = chain(*texts)
    assert found(links, head=(len(links), links[-1].hash)) == []


@given(TEXTS, st.data())
def test_a_changed_event_is_named(texts, data):
    links = chain(*texts)
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = replace(links[at], said={"title": texts[at] + "."})
    assert found(links) == [(Fault.CHANGED, at + 1, at + 1)]


@given(TEXTS, st.data())
def test_a_removed_event_is_named(texts, data):
    links = chain(*texts)
    at = data.draw(st.integers(0, len(links) - 2))
    del links[at]
    assert found(links) == [(Fault.REMOVED, at + 1, at + 1)]


def test_a_changed_event_with_a_new_hash_breaks_the_link_after_it():
    links = chain("một", "hai", "ba")
    said = {"title": "khác"}
    forged = digest(sequence=2, previous=links[1].previous, said=said)
    links[1] = replace(links[1], said=said, hash=forged)
    assert found(links) == [(Fault.REORDERED, 3, 3)]


def test_two_events_that_changed_places_are_named():
    links = chain("một", "hai", "ba")
    links[0], links[1] = replace(links[1], sequence=1), replace(links[0], sequence=2)
    assert [fault for fault, *_ in found(links)] == [
        Fault.REORDERED,
        Fault.CHANGED,
        Fault.REORDERED,
        Fault.CHANGED,
        Fault.REORDERED,
    ]


@pytest.mark.parametrize(("left", "cut"), [(2, [(Fault.CUT, 3, 3)]), (0, [(Fault.CUT, 1, 3)]), (3, [])])
def test_a_cut_tail_is_seen_by_the_head(left, cut):
    links = chain("một", "hai", "ba")
    assert found(links[:left], head=(3, links[-1].hash)) == cut


def test_a_rewritten_tail_is_seen_by_the_head():
    noted = chain("một", "hai", "ba")[-1].hash
    assert found(chain("một", "hai", "bốn"), head=(3, noted)) == [(Fault.REORDERED, 3, 3)]


def test_an_inspector_reads_which_rows():
    assert [
        Break(fault=fault, sequence=2, until=until).sentence
        for fault, until in [(Fault.CHANGED, 2), (Fault.REMOVED, 4), (Fault.REORDERED, 2), (Fault.CUT, 2)]
    ] == [
        "dòng 2: nội dung đã bị sửa sau khi ghi",
        "dòng 2 đến 4: đã bị xóa",
        "dòng 2: không nối tiếp dòng trước, đã bị thay hoặc đổi chỗ",
        "dòng 2: phần cuối đã bị cắt, số dòng ít hơn mốc đã ghi",
    ]


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=6), st.integers(1, 10**12))
def test_the_hash_is_taken_over_plain_json_so_that_any_program_can_repeat_it(said, sequence):
    told = json.dumps([sequence, "ab", said], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest(sequence=sequence, previous="ab", said=said) == sha256(told.encode()).hexdigest()
