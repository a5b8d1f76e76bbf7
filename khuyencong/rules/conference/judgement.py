"""Chapter V: strengths, limits, causes, each from data and a threshold that somebody set; nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from khuyencong.rules.conference import marks
from khuyencong.rules.conference.chapters import Point
from khuyencong.rules.conference.contents import empty, line_figure, line_rate, named, total_of, total_rate
from khuyencong.rules.conference.facts import Ground, Held, Late, Line
from khuyencong.rules.conference.position import Figures, reported
from khuyencong.rules.conference.provinces import ranked, rate_of
from khuyencong.rules.conference.steps import LIES, lying_at
from khuyencong.rules.conference.told import (
    DERIVED,
    Counter,
    Sentence,
    Told,
    Trace,
    amount,
    count,
    growth,
    listed,
    phrase,
    places,
    say,
    share,
)
from khuyencong.rules.consolidation import BOTH
from khuyencong.rules.money import number
from khuyencong.rules.periods import days_in

MOST_NAMED = 8
"""So many provinces are named in a sentence; of more the rest are counted."""


def strengths(ground: Ground) -> tuple[Point, ...]:
    """What went well."""
    return (
        *complete(ground),
        *risen(ground, "plan", marks.PLAN_GROWN),
        *risen(ground, "done", marks.GROWN),
        *strong(ground),
        *ahead(ground),
    )


def limits(ground: Ground) -> tuple[Point, ...]:
    """What did not."""
    return (
        *slow(ground),
        *fallen(ground),
        *weak(ground),
        *nothing_done(ground),
        *gathered(ground),
        *left_empty(ground),
        *advanced(ground),
        *stopped(ground),
        *silent(ground),
        *late(ground),
        *contradicted(ground),
    )


def threshold(value: Fraction, unit: str = "%") -> str:
    """A threshold as a sentence names it: "80 %", "10 điểm phần trăm"."""
    return f"{number(value, 0 if value.denominator == 1 else 2)} {unit}"


def names_of(lines: list[Line]) -> list[str]:
    """Their names."""
    return [line.name for line in lines]


def named_places(lines: list[Line], told: list[Sentence]) -> Sentence:
    """Provinces by name; of many the first, and how many more."""
    if len(lines) <= MOST_NAMED:
        return listed(told)
    rest = f"{len(lines) - MOST_NAMED + 1} địa phương khác"
    return listed([*told[: MOST_NAMED - 1], rest])


def rated(ground: Ground, lines: list[Line]) -> Sentence:
    """Provinces with their rates."""
    told = []
    for line in lines:
        rate = line_rate(ground, line, "place")
        assert rate is not None
        told.append(phrase(f"{line.name} (", rate, ")"))
    return named_places(lines, told)


def complete(ground: Ground) -> Iterator[Point]:
    """Everybody has reported."""
    if ground.completeness.expected and not ground.completeness.missing:
        number_of = reported(ground)
        yield Point(
            code="complete", said=say("Số liệu thực hiện đã đủ: ", number_of, " trong vùng đều đã báo cáo.")
        )


def change_of(ground: Ground, stage: str) -> Told | None:
    """The change of both purses together on last year's plan, or on what was done in the same period."""
    figures = Figures(ground)
    new = figures.of(ground.now, BOTH, stage)
    old = figures.of(ground.before if stage == "plan" else ground.same, BOTH, stage)
    if new is None or old is None or old.value == 0:
        return None
    labels = {
        "plan": f"Thay đổi kế hoạch năm {ground.year} so với năm {ground.year - 1}",
        "done": f"Thay đổi số thực hiện so với cùng kỳ năm {ground.year - 1}",
    }
    return growth(f"{stage}.growth", labels[stage], new, old)


def risen(ground: Ground, stage: str, code: str) -> Iterator[Point]:
    """Plan or done rose by as much as the threshold says."""
    mark, change = ground.mark(code), change_of(ground, stage)
    if mark is not None and change is not None and change.in_print >= mark:
        what = {"plan": "Kế hoạch kinh phí ", "done": "Số thực hiện "}[stage]
        against = {"plan": f"năm {ground.year - 1}", "done": f"cùng kỳ năm {ground.year - 1}"}[stage]
        yield Point(code=f"risen_{stage}", said=say(what, change, f" so với {against}."))


def strong(ground: Ground) -> Iterator[Point]:
    """Provinces that have done most of their plan."""
    mark = ground.mark(marks.STRONG)
    if mark is None:
        return
    found = [line for line in ranked(ground) if rate_of(line) * 100 >= mark]
    if found:
        number_of = places("strong.places", f"Địa phương đạt từ {threshold(mark)} kế hoạch", names_of(found))
        tail = f" đã thực hiện từ {threshold(mark)} kế hoạch năm trở lên: "
        yield Point(code="strong", said=say("Có ", number_of, tail, rated(ground, found), "."))


def ahead(ground: Ground) -> Iterator[Point]:
    """Provinces well above the others, while the year still runs."""
    mark, region = ground.mark(marks.AHEAD), total_rate(ground.rows, ground, "place", BOTH)
    if mark is None or region is None:
        return
    found = [line for line in ranked(ground) if (rate_of(line) - region.value) * 100 >= mark]
    if found:
        number_of = places("ahead.places", "Địa phương vượt mức chung của vùng", names_of(found))
        tail = f" có tỷ lệ thực hiện cao hơn mức chung từ {threshold(mark, 'điểm phần trăm')} trở lên: "
        yield Point(code="ahead", said=say("Có ", number_of, tail, rated(ground, found), "."))


def slow(ground: Ground) -> Iterator[Point]:
    """The region is behind the year that has passed."""
    mark, rate = ground.mark(marks.SLOW), Figures(ground).rate(ground.now, BOTH)
    if mark is None or rate is None or (ground.passed - rate.value) * 100 < mark:
        return
    gone = count("year.gone", "Số ngày của năm đã qua", ground.gone, Counter.DAYS)
    days = count("year.days", "Số ngày của năm", days_in(ground.cut.year), Counter.DAYS)
    passed = share("year.passed", "Phần thời gian của năm đã qua", gone, days)
    yield Point(
        code="slow",
        said=say(
            "Tiến độ chung còn chậm: thời gian đã qua ",
            passed,
            " của năm mà mới thực hiện ",
            rate,
            " kế hoạch.",
        ),
    )


def fallen(ground: Ground) -> Iterator[Point]:
    """Less was done than in the same period."""
    mark, change = ground.mark(marks.FALLEN), change_of(ground, "done")
    if mark is not None and change is not None and -change.in_print >= mark:
        yield Point(code="fallen", said=say("Số thực hiện ", change, f" so với cùng kỳ năm {ground.year - 1}."))


def behind(ground: Ground) -> list[Line]:
    """Provinces far below the others, though they have begun; the lowest first."""
    mark, region = ground.mark(marks.WEAK), total_rate(ground.rows, ground, "place", BOTH)
    if mark is None or region is None:
        return []
    return [line for line in reversed(ranked(ground)) if 0 < rate_of(line) * 100 < region.value * mark]


def weak(ground: Ground) -> Iterator[Point]:
    """Who they are."""
    mark, found = ground.mark(marks.WEAK), behind(ground)
    if mark is not None and found:
        number_of = places("weak.places", "Địa phương thực hiện chậm", names_of(found))
        tail = f" đạt chưa tới {threshold(mark)} mức chung của vùng: "
        yield Point(code="weak", said=say("Có ", number_of, tail, rated(ground, found), "."))


def without_done(ground: Ground) -> list[Line]:
    """Provinces that reported a plan and nothing done."""
    return [line for line in ground.rows if line.both.plan and line.reported and not line.both.done]


def nothing_done(ground: Ground) -> Iterator[Point]:
    """Provinces with a plan that have spent nothing of it."""
    found = without_done(ground)
    if found:
        number_of = places("idle.places", "Địa phương có kế hoạch mà chưa thực hiện", names_of(found))
        names = named_places(found, [phrase(line.name) for line in found])
        yield Point(
            code="idle", said=say("Còn ", number_of, " có kế hoạch mà chưa thực hiện đồng nào: ", names, ".")
        )


def gathered(ground: Ground) -> Iterator[Point]:
    """One content takes most of the money."""
    mark, total = ground.mark(marks.GATHERED), total_of(ground.contents, ground, "activity", BOTH, "done")
    if mark is None or total is None or not total.value:
        return
    most = max(ground.contents, key=lambda line: line.both.done or 0)
    done = line_figure(ground, most, "activity", BOTH, "done")
    if done is None or done.value * 100 < mark * total.value:
        return
    part = share(f"activity.{most.code}.part", f"{most.name}: tỷ trọng", done, total)
    yield Point(
        code="gathered",
        said=say("Kinh phí dồn vào một nội dung: ", named(most), " chiếm ", part, " số thực hiện."),
    )


def left_empty(ground: Ground) -> Iterator[Point]:
    """Contents of the programme that nobody does."""
    found = empty(ground)
    if found and len(found) < len(ground.contents):
        none = count(
            "contents.empty", "Nội dung chưa có kế hoạch và chưa thực hiện", len(found), Counter.CONTENTS
        )
        yield Point(code="empty", said=say("Còn ", none, " của chương trình bị bỏ trống trong toàn vùng."))


def held_told(ground: Ground, held: Held, what: str, label: str) -> Told:
    """One province's money at one stage of the books."""
    value = lying_at(held.position, what)
    trace = Trace(how="ledger", year=ground.year, cut=ground.cut, stage=what, place=held.code)
    return amount(f"ledger.{held.code}.{what}", f"{held.name}: {label}", value, trace=trace)


def held_total(ground: Ground, what: str, label: str) -> Told:
    """The same of all provinces."""
    parts = [held_told(ground, held, what, label) for held in ground.held]
    trace = Trace(how="ledger", year=ground.year, cut=ground.cut, stage=what)
    total = sum(each.value for each in parts)
    return amount(f"ledger.{what}", f"Theo sổ kinh phí: {label}", total, parts=parts, trace=trace)


def advanced(ground: Ground) -> Iterator[Point]:
    """Money advanced that no accepted volume answers for."""
    mark = ground.mark(marks.ADVANCED)
    given = held_total(ground, "given", "đã giao")
    open_advances = held_total(ground, "advanced", "đã tạm ứng chưa nghiệm thu")
    if mark is None or not given.value or open_advances.value * 100 < mark * given.value:
        return
    part = share(
        "ledger.advanced.part", "Tạm ứng chưa nghiệm thu so với kinh phí đã giao", open_advances, given
    )
    held = sorted(
        (each for each in ground.held if each.position.advanced), key=lambda each: -each.position.advanced
    )
    names = listed(
        phrase(f"{each.name} (", held_told(ground, each, "advanced", "đã tạm ứng chưa nghiệm thu"), ")")
        for each in held[:3]
    )
    yield Point(
        code="advanced",
        said=say(
            *("Theo sổ kinh phí, ", open_advances, " đã tạm ứng mà chưa có khối lượng nghiệm thu, bằng ", part),
            *(" kinh phí đã giao (", given, "); nhiều nhất ở ", names, "."),
        ),
    )


def stops_told(ground: Ground) -> Told:
    """How many projects were stopped."""
    trace = Trace(how="stops", year=ground.year, cut=ground.cut)
    total = sum(each.projects for each in ground.stops)
    return count(
        "stops.projects", f"Đề án phải ngừng đến {ground.cut:%d/%m/%Y}", total, Counter.PROJECTS, trace
    )


def stopped(ground: Ground) -> Iterator[Point]:
    """Projects that had to stop, by province."""
    if not ground.stops:
        return
    names = []
    for each in ground.stops:
        trace = replace(DERIVED, how="stops", year=ground.year, cut=ground.cut, place=each.code)
        told = count(
            f"stops.{each.code}", f"{each.name}: đề án phải ngừng", each.projects, Counter.PROJECTS, trace
        )
        names.append(phrase(f"{each.name} (", told, ")"))
    yield Point(
        code="stopped", said=say("Có ", stops_told(ground), " phải ngừng theo quyết định: ", listed(names), ".")
    )


def silent(ground: Ground) -> Iterator[Point]:
    """Who has not reported."""
    missing = ground.completeness.missing
    if missing:
        number_of = places("silent.places", "Địa phương chưa có số thực hiện", missing)
        yield Point(
            code="silent",
            said=say(
                *("Công tác báo cáo chưa nghiêm: còn ", number_of, f" chưa có số liệu {ground.period} là "),
                f"{', '.join(missing)}.",
            ),
        )


def late(ground: Ground) -> Iterator[Point]:
    """Returns that came after their day, or are owed still, by province."""
    if not ground.late:
        return
    told = [late_of(ground, each) for each in ground.late]
    total = all_late(ground, told)
    most = sorted(zip(ground.late, told, strict=True), key=lambda pair: (-pair[0].returns, pair[0].name))
    named_ones = listed(phrase(f"{each.name} (", figure, ")") for each, figure in most[:MOST_NAMED])
    tail = "; nhiều nhất ở " if len(most) > MOST_NAMED else ": "
    yield Point(
        code="late", said=say("Có ", total, " định kỳ nộp quá hạn hoặc chưa nộp", tail, named_ones, ".")
    )


def late_of(ground: Ground, late: Late) -> Told:
    """The late returns of one province."""
    label = f"{late.name}: báo cáo định kỳ nộp quá hạn"
    trace = Trace(how="late", year=ground.year, cut=ground.cut, place=late.code)
    return count(f"late.{late.code}", label, late.returns, Counter.RETURNS, trace)


def all_late(ground: Ground, parts: list[Told]) -> Told:
    """All of them together."""
    whole, trace = sum(each.value for each in parts), Trace(how="late", year=ground.year, cut=ground.cut)
    total = count("late.returns", "Báo cáo định kỳ nộp quá hạn", whole, Counter.RETURNS, trace)
    return replace(total, parts=tuple(parts))


def contradicted(ground: Ground) -> Iterator[Point]:
    """Figures that cannot be true together."""
    if ground.contradictions:
        number_of = count("errors", "Mâu thuẫn số liệu chưa xử lý", ground.contradictions, Counter.ERRORS)
        yield Point(
            code="contradicted",
            said=say("Số liệu còn ", number_of, " chưa xử lý, nêu ở phần đối chiếu số liệu."),
        )


def causes(ground: Ground) -> tuple[Sentence, ...]:
    """Why, as far as the books and the decisions say; where they say nothing, that is said."""
    said = [*lying(ground), *reasons(ground)]
    return tuple(said) or (
        say(
            f"Hệ thống chưa có sổ kinh phí và hồ sơ đề án năm {ground.year} của vùng để nêu nguyên nhân; "
            "nơi soạn bổ sung phần này."
        ),
    )


def lying(ground: Ground) -> Iterator[Sentence]:
    """At which step the money that was given and not spent lies."""
    given = held_total(ground, "given", "đã giao")
    if not given.value:
        return
    told = []
    for code, (label, _) in LIES.items():
        if value := sum(lying_at(each.position, code) for each in ground.held):
            trace = Trace(how="ledger", year=ground.year, cut=ground.cut, stage=code)
            told.append(
                phrase(amount(f"ledger.{code}", f"Theo sổ kinh phí: {label}", value, trace=trace), f" {label}")
            )
    if told:
        yield say("Theo sổ kinh phí, trong ", given, " đã giao: ", listed(told), ".")


def reasons(ground: Ground) -> Iterator[Sentence]:
    """What the decisions to stop give as reasons, word for word."""
    for each in ground.stops:
        if each.reasons:
            yield say(f"{each.name}: đề án ngừng vì {'; '.join(each.reasons)}.")
