"""Reading a PDF back: the words of its pages, and what stands beside them."""

import pypdfium2

EDGE = 20
"""Points from the edge of a page within which nothing may stand; the narrowest margin is 15 mm."""


def pages(pdf):
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return found


def outside(pdf):
    """The boxes of all letters that stand too near an edge of their page, or beyond it."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        words, (width, height) = page.get_textpage(), page.get_size()
        for at in range(words.count_chars()):
            left, bottom, right, top = words.get_charbox(at)
            if left < EDGE or bottom < EDGE or right > width - EDGE or top > height - EDGE:
                found.append((left, bottom, right, top))
    document.close()
    return found
