"""The whole report as chapters, out of its ground."""

from khuyencong.rules.conference.chapters import Chapter, Point, Section
from khuyencong.rules.conference.contents import by_content, content_table
from khuyencong.rules.conference.facts import Ground
from khuyencong.rules.conference.indicators import Indicator, by_indicator, indicator_table
from khuyencong.rules.conference.judgement import causes, limits, strengths
from khuyencong.rules.conference.position import complete, general, last_year, purses
from khuyencong.rules.conference.provinces import comparison, place_table
from khuyencong.rules.conference.tasks import tasks
from khuyencong.rules.conference.told import Sentence, say

NO_STRENGTH = "Chưa có mặt nào vượt ngưỡng đã định trong danh mục mốc đánh giá."
NO_LIMIT = "Chưa có hạn chế nào vượt ngưỡng đã định trong danh mục mốc đánh giá."
NO_TASK = "Tiếp tục thực hiện kế hoạch đã giao."


def chapters(ground: Ground, scope: Sentence, indicators: tuple[Indicator, ...] = ()) -> tuple[Chapter, ...]:
    """The chapters; `scope` says in one sentence whose figures they are, on which borders and as known when."""
    found = limits(ground)
    return (
        Chapter(
            title="Tình hình chung và kết quả thực hiện",
            sections=(
                Section(
                    code="scope", title="Phạm vi và mức độ đầy đủ của số liệu", said=(scope, complete(ground))
                ),
                Section(
                    code="position", title=f"Kết quả {ground.period}", said=general(ground), picture="years"
                ),
                Section(code="purses", title="Theo nguồn kinh phí", said=purses(ground)),
                Section(code="last", title="Kết quả năm trước", said=last_year(ground)),
            ),
        ),
        Chapter(
            title="Kết quả theo nội dung hoạt động khuyến công",
            sections=(
                Section(
                    code="contents",
                    title="",
                    said=by_content(ground),
                    table=content_table(ground),
                    picture="contents",
                ),
            ),
        ),
        Chapter(
            title="So sánh giữa các địa phương",
            sections=(
                Section(
                    code="places",
                    title="",
                    said=comparison(ground),
                    table=place_table(ground),
                    picture="places",
                ),
            ),
        ),
        Chapter(
            title="Kết quả theo chỉ tiêu",
            sections=(
                Section(
                    code="indicators",
                    title="",
                    said=by_indicator(ground, indicators),
                    table=indicator_table(ground, indicators),
                ),
            ),
        ),
        Chapter(title="Đánh giá chung", sections=judgement(ground, found)),
        Chapter(title="Nhiệm vụ thời gian tới", sections=(assigned(ground, found),)),
    )


def judgement(ground: Ground, found: tuple[Point, ...]) -> tuple[Section, ...]:
    """Strengths, limits, causes."""
    good = strengths(ground)
    return (
        Section(
            code="strengths",
            title="Những mặt đạt được",
            points=good or (Point(code="none", said=say(NO_STRENGTH)),),
        ),
        Section(
            code="limits", title="Những hạn chế", points=found or (Point(code="none", said=say(NO_LIMIT)),)
        ),
        Section(code="causes", title="Nguyên nhân", said=causes(ground)),
    )


def assigned(ground: Ground, found: tuple[Point, ...]) -> Section:
    """The tasks with who answers, as a table."""
    given = tasks(ground, found)
    if not given:
        return Section(
            code="tasks", title="", points=(Point(code="none", said=say(NO_TASK), who=ground.centre),)
        )
    return Section(code="tasks", title="", points=given)
