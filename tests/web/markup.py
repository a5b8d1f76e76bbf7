"""A strict reader of our pages: what a browser would forgive, it reports."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr", "source"}
SHAPES = {"use", "rect", "path", "circle", "line", "polyline", "polygon"}


class Page(HTMLParser):
    """A page read tag by tag; `problems` lists everything that is not well-formed, accessible or allowed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[dict[str, str | None]] = []
        self._open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._labelled: set[str] = set()
        self._fields: list[str] = []
        self._wrapped = 0
        self._headings: list[int] = []
        self._href: str | None = None
        self._text = ""
        self.feed(html)
        self.close()
        self._finish()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = self._checked(tag, attrs)
        if given.get("id"):
            self._ids[given["id"] or ""] += 1
        if tag == "label":
            self._labelled.add(given.get("for") or "")
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self._field(tag, given)
        if tag == "form":
            self.forms.append(given)
        if tag in ("h1", "h2", "h3", "h4"):
            self._headings.append(int(tag[1]))
        if tag == "a":
            self._href, self._text = given.get("href") or "", given.get("aria-label") or ""
        if tag not in VOID:
            self._open.append(tag)

    def _field(self, tag: str, given: dict[str, str | None]) -> None:
        if not given.get("aria-label"):
            self._fields.append(given.get("id") or f"<{tag}> without id")

    def _checked(self, tag: str, attrs: list[tuple[str, str | None]]) -> dict[str, str | None]:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice")
        self.problems += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.problems.append(f"inline <{tag}>")
        if tag == "img" and "alt" not in given:
            self.problems.append("<img> without alt")
        return given

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SHAPES | VOID:
            self.problems.append(f"<{tag}/>")
        self.problems += [f"<{tag} {name}>" for name, _ in attrs if name == "style"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href is not None:
            if not self._text.strip():
                self.problems.append(f"link without words: {self._href}")
            self.links.append((self._href, " ".join(self._text.split())))
            self._href = None
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes what is not open")

    def handle_data(self, data: str) -> None:
        self._text += data

    def _finish(self) -> None:
        self.problems += [f"<{tag}> is never closed" for tag in self._open]
        self.problems += [f"id {name} {count} times" for name, count in self._ids.items() if count > 1]
        self.problems += [
            f"field {name} has no label" for name in self._fields if name and name not in self._labelled
        ]
        if self._headings.count(1) != 1 or self._headings[:1] != [1]:
            self.problems.append(f"headings {self._headings}")
        steps = zip(self._headings, self._headings[1:], strict=False)
        self.problems += [f"heading h{after} after h{before}" for before, after in steps if after > before + 1]
        for href, _ in self.links:
            if href.startswith("#") and href[1:] not in self._ids:
                self.problems.append(f"link to nowhere: {href}")
