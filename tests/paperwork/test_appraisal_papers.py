"""Minutes on paper bear the day of Vietnam's clocks, whatever clock the instant was stored by."""

from datetime import UTC, date, datetime

import pytest

from khuyencong.paperwork.appraisal_papers import council_paper
from khuyencong.projects.queries.councils import MinutesPaper


@pytest.mark.parametrize(
    ("held_at", "on"),
    [
        (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_minutes_of_an_early_morning_are_dated_that_morning(held_at, on):
    minutes = MinutesPaper(
        key=1,
        council="Hội đồng cơ sở",
        number="12/QĐ-SCT",
        decided_on=date(2026, 11, 1),
        agency="Sở Công Thương tỉnh Đồng Tháp",
        year=2027,
        purse="KCQG",
        level_name="Cơ sở",
        held_at=held_at,
        place="Cao Lãnh",
        words="",
        members=(),
        quorum=3,
        concluded=(),
        kept_by="Thư ký",
        kept_at=held_at,
        made_up=False,
    )
    assert council_paper(minutes, at=held_at).letter.on == on
