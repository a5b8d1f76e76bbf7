"""Figures in a document as content controls with a bookmark around each: Word and LibreOffice keep them."""

from collections.abc import Iterator
from itertools import count

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from khuyencong.paperwork.regional_report.paper import add_run
from khuyencong.reporting.queries.conference import ConferenceReport
from khuyencong.rules.conference import Sentence, Told

TAG = "kc-"
BOOKMARK = "kc_"
LONGEST = 60
"""Word cuts the title of a control after 64 signs."""
FIRST_ID = 1000


class Controls:
    """Writes figures of one report into paragraphs; every place has its own number, every figure one code."""

    def __init__(self, report: ConferenceReport) -> None:
        self.report = report
        self._numbers: Iterator[int] = count(FIRST_ID)

    def write(self, paragraph: Paragraph, said: Sentence) -> Paragraph:
        """A sentence at the end of a paragraph; returns it."""
        for part in said.parts:
            if isinstance(part, Told):
                self.wrap(add_run(paragraph, part.text), part)
            else:
                add_run(paragraph, part)
        return paragraph

    def wrap(self, run: Run, told: Told) -> None:
        """Put a run that prints a figure into its control."""
        number, code = next(self._numbers), self.report.code(told.name)
        start, end = bookmark(number, f"{BOOKMARK}{code}_{number}")
        control = OxmlElement("w:sdt")
        properties = OxmlElement("w:sdtPr")
        for name, value in (("alias", told.label[:LONGEST]), ("tag", f"{TAG}{code}"), ("id", str(number))):
            each = OxmlElement(f"w:{name}")
            each.set(qn("w:val"), value)
            properties.append(each)
        content = OxmlElement("w:sdtContent")
        control.append(properties)
        control.append(content)
        run._r.addprevious(start)
        run._r.addprevious(control)
        control.addnext(end)
        content.append(run._r)


def bookmark(number: int, name: str) -> tuple[BaseOxmlElement, BaseOxmlElement]:
    """The two ends of a bookmark."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (start, end):
        each.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    return start, end


def mark(paragraph: Paragraph, name: str) -> None:
    """Lay a bookmark around what a paragraph says."""
    start, end = bookmark(FIRST_ID - 1, name)
    paragraph.runs[0]._r.addprevious(start)
    paragraph._p.append(end)
