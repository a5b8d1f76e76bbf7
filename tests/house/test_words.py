"""A sentence that names a button names one that is there: who looks for it must find just these words."""

import re
from pathlib import Path

import khuyencong

ROOT = Path(khuyencong.__file__).parent
NAMED = re.compile(r"(?:[Bb]ấm|[Nn]út)(?: nút)? “([^”]+)”")
BUTTON = re.compile(r"<(button|a|summary)\b[^>]*>(.*?)</\1>", re.DOTALL)
MARKS = re.compile(r"{%.*?%}|{{.*?}}|<[^>]+>", re.DOTALL)
BROWSERS = {"Quay lại"}
"""A button of the browser, not of the page."""


def words_of_buttons():
    """What is written on every button, link and fold; parts that depend on the row stand by themselves."""
    found = set()
    for path in ROOT.rglob("*.html"):
        for _, inside in BUTTON.findall(path.read_text()):
            found |= {" ".join(part.split()) for part in MARKS.sub("\0", inside).split("\0")}
    return found - {""}


def named_in_sentences():
    """Every button that a sentence of program, page or script names, with its file."""
    found = []
    for kind in ("*.py", "*.html", "*.js"):
        for path in ROOT.rglob(kind):
            if "migrations" not in path.parts:
                # A sentence over two lines of the program is one.
                text = re.sub(r'"\s*\n\s*f?"', "", path.read_text())
                found += [(str(path.relative_to(ROOT)), words) for words in NAMED.findall(text)]
    return found


def test_every_button_that_a_sentence_names_is_on_a_page():
    there, named = words_of_buttons() | BROWSERS, named_in_sentences()
    assert len(named) > 5
    assert [each for each in named if each[1] not in there] == []
