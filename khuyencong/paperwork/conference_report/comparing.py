"""A document that came back beside the report it was written from: what was changed by hand."""

from khuyencong.paperwork.conference_report.reading import Returned, read
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference.returned import Difference, differences


def compared(written: bytes, returned: Returned, report: ConferenceReport) -> tuple[Difference, ...]:
    """Every figure that differs between the document as written and as it came back."""
    told = {report.code(name): each for name, each in report.told.items()}
    printed = [each for name, each in report.told.items() if name in report.printed]
    return differences(read(written).spots, returned.spots, told, printed)
