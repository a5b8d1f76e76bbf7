"""Drawings in a document: as SVG for programs that draw it, with a PNG under it for those that do not."""

import io
from collections.abc import Sequence
from pathlib import Path

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.text.paragraph import Paragraph

from khuyencong.paperwork.drawings import png_of
from khuyencong.paperwork.regional_report.paper import CENTRE

SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""The mark under which Office keeps the SVG of a picture."""


def add_picture(
    document: Document, svg: str, *, title: str, words: str, width: Length, fonts: Sequence[Path]
) -> Paragraph:
    """The drawing in a paragraph of its own, with its words for who does not see it."""
    paragraph = document.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.keep_with_next = CENTRE, True
    shape = paragraph.add_run().add_picture(io.BytesIO(png_of(svg, fonts)), width=width)
    described = shape._inline.docPr
    described.set("title", title)
    described.set("descr", words)
    number = sum(part.partname.endswith(".svg") for part in document.part.package.iter_parts()) + 1
    part = Part(
        PackURI(f"/word/media/drawing{number}.svg"), "image/svg+xml", svg.encode(), document.part.package
    )
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    blip.append(extension(relation))
    return paragraph


def extension(relation: str) -> BaseOxmlElement:
    """What names the SVG inside a picture."""
    return parse_xml(
        '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<a:ext uri="{EXTENSION}"><asvg:svgBlip xmlns:asvg="{SVG_NAMESPACE}" r:embed="{relation}"/></a:ext>'
        "</a:extLst>"
    )
