"""Chapter VI: what has to be done, each from a limit, with who answers for it. No day is invented."""

from collections.abc import Iterable, Iterator

from khuyencong.rules.comparison import pace
from khuyencong.rules.conference.chapters import Point
from khuyencong.rules.conference.contents import empty, named
from khuyencong.rules.conference.facts import Ground, Line
from khuyencong.rules.conference.judgement import behind, without_done
from khuyencong.rules.conference.told import amount, say
from khuyencong.rules.consolidation import BOTH, Cell

Limits = Iterable[Point]
ALL_DEPARTMENTS = "Sở Công Thương các địa phương"


def tasks(ground: Ground, limits: Limits) -> tuple[Point, ...]:
    """The tasks that the limits ask for, in their order."""
    found = {limit.code for limit in limits}
    return tuple(each for code, make in TASKS for each in make(ground) if code in found)


def agencies(lines: Iterable[Line]) -> str:
    """Who answers for these provinces."""
    named_ones = [line.agency or f"cơ quan khuyến công {line.name}" for line in lines]
    return "; ".join(dict.fromkeys(named_ones))


def faster(ground: Ground) -> Iterator[Point]:
    """Reach the plan."""
    cell = ground.now.cells.get(BOTH, Cell())
    who = f"{ground.centre}; {ALL_DEPARTMENTS}"
    left = pace(cell.plan, cell.done, ground.cut) if cell.plan is not None and cell.done is not None else None
    if left is None or left.needed is None or left.left <= 0:
        yield Point(code="slow", who=who, said=say("Rà soát từng đề án còn chậm, tháo gỡ vướng mắc."))
        return
    needed = amount("pace.needed", "Bình quân mỗi tháng còn lại để hết kế hoạch", left.needed)
    yield Point(
        code="slow",
        who=who,
        said=say(
            "Rà soát từng đề án còn chậm, tháo gỡ vướng mắc để mỗi tháng còn lại thực hiện bình quân ",
            needed,
            ".",
        ),
    )


def held_up(ground: Ground) -> Iterator[Point]:
    """Provinces that are far behind."""
    yield Point(
        code="weak",
        who=agencies(behind(ground)),
        said=say(
            "Báo cáo nguyên nhân chậm của từng đề án và tiến độ cam kết; đôn đốc đơn vị thực hiện hằng tháng."
        ),
    )


def begin(ground: Ground) -> Iterator[Point]:
    """Provinces that have not begun."""
    yield Point(
        code="idle",
        who=agencies(without_done(ground)),
        said=say(
            "Khẩn trương ký hợp đồng, triển khai đề án đã giao; "
            "đề án không còn khả năng thực hiện thì đề nghị điều chỉnh."
        ),
    )


def spread_out(ground: Ground) -> Iterator[Point]:
    """Contents nobody asked for."""
    names = "; ".join(named(line) for line in empty(ground))
    yield Point(
        code="empty",
        who=ALL_DEPARTMENTS,
        said=say(
            "Khảo sát nhu cầu cơ sở công nghiệp nông thôn, hướng dẫn đăng ký đề án "
            f"thuộc nội dung còn trống: {names}."
        ),
    )


def choose(ground: Ground) -> Iterator[Point]:
    """Money gathers in one content."""
    yield Point(
        code="gathered",
        who=f"{ground.centre}; {ALL_DEPARTMENTS}",
        said=say("Khi lựa chọn đề án năm sau, cân đối giữa các nội dung của chương trình."),
    )


def settle(ground: Ground) -> Iterator[Point]:
    """Advances without volume."""
    held = sorted(
        (each for each in ground.held if each.position.advanced), key=lambda each: -each.position.advanced
    )
    who = "; ".join(dict.fromkeys(each.agency or each.name for each in held[:3]))
    yield Point(
        code="advanced",
        who=who,
        said=say(
            "Đôn đốc đơn vị thực hiện nghiệm thu khối lượng để thanh toán tạm ứng, "
            "hoặc hoàn trả phần không thực hiện."
        ),
    )


def close(ground: Ground) -> Iterator[Point]:
    """Projects that were stopped."""
    who = "; ".join(dict.fromkeys(each.agency or each.name for each in ground.stops))
    yield Point(code="stopped", who=who, said=say("Tất toán các đề án đã ngừng, đề xuất đề án thay thế."))


def report(ground: Ground) -> Iterator[Point]:
    """Who owes a report."""
    lines = [line for line in ground.rows if line.name in ground.completeness.missing]
    yield Point(code="silent", who=agencies(lines), said=say(f"Nộp ngay số liệu {ground.period} còn thiếu."))


def on_time(ground: Ground) -> Iterator[Point]:
    """Who sends late."""
    who = "; ".join(dict.fromkeys(each.agency or each.name for each in ground.late))
    yield Point(code="late", who=who, said=say("Nộp báo cáo định kỳ đúng hạn; nộp ngay báo cáo còn nợ."))


def mend(ground: Ground) -> Iterator[Point]:
    """Figures that contradict one another."""
    yield Point(
        code="contradicted",
        who=ground.centre,
        said=say("Làm việc với nơi đã công bố để đính chính các số liệu mâu thuẫn trước khi dùng lại."),
    )


def recover(ground: Ground) -> Iterator[Point]:
    """Less than last year."""
    yield Point(
        code="fallen",
        who=f"{ground.centre}; {ALL_DEPARTMENTS}",
        said=say("Làm rõ vì sao số thực hiện thấp hơn cùng kỳ, có giải pháp cho các tháng còn lại."),
    )


TASKS = (
    ("slow", faster),
    ("fallen", recover),
    ("weak", held_up),
    ("idle", begin),
    ("gathered", choose),
    ("empty", spread_out),
    ("advanced", settle),
    ("stopped", close),
    ("silent", report),
    ("late", on_time),
    ("contradicted", mend),
)
