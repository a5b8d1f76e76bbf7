"""The trail as a file, verified without a database."""

import json

import pytest

from khuyencong.rules.trail import Link, digest
from khuyencong.rules.trail_file import Heading, NotATrailError, breaks_of, heading_of, links_of, spelled


def chain(length):
    links, previous = [], ""
    for sequence in range(1, length + 1):
        said = {"title": f"việc {sequence}"}
        own = digest(sequence=sequence, previous=previous, said=said)
        links.append(Link(sequence=sequence, previous=previous, hash=own, said=said))
        previous = own
    return links


def found(lines, *, whole, head=(4, "")):
    heading = Heading(whole=whole, asked="", head=head)
    return [one.sentence for one in breaks_of(heading_of(heading.line), links_of(lines))]


@pytest.fixture
def lines():
    return [spelled(link) for link in chain(4)]


def test_a_whole_trail_and_a_chosen_part_hold(lines):
    assert (found(lines, whole=True, head=(4, chain(4)[-1].hash)), found(lines[1::2], whole=False)) == ([], [])


def test_a_changed_line_is_named_in_a_chosen_part_too(lines):
    lines[2] = lines[2].replace("việc 3", "việc khác")
    assert found([lines[0], lines[2]], whole=False) == ["dòng 3: nội dung đã bị sửa sau khi ghi"]


def test_a_removed_line_is_named_in_a_whole_trail_only(lines):
    del lines[1]
    assert (found(lines, whole=True, head=(4, chain(4)[-1].hash)), found(lines, whole=False)) == (
        ["dòng 2: đã bị xóa"],
        [],
    )


def test_lines_put_elsewhere_are_named(lines):
    lines[1], lines[2] = lines[2], lines[1]
    assert found(lines, whole=False) == ["dòng 2: không nối tiếp dòng trước, đã bị thay hoặc đổi chỗ"]


@pytest.mark.parametrize("line", ["", "{}", "[]", json.dumps({"format": "khác", "head": [1, ""]})])
def test_another_file_is_refused(line):
    with pytest.raises(NotATrailError):
        heading_of(line)


def test_a_line_that_cannot_be_read_is_named(lines):
    with pytest.raises(NotATrailError, match="dòng 3 của tệp"):
        found([lines[0], "{"], whole=False)
