"""What the public is shown of a project: names that stay hidden in its words, and what a release changed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khuyencong.rules.text import compact, fold

HIDDEN = "[tên được che]"
HIDDEN_NUMBER = "[số được che]"
HIDDEN_ADDRESS = "[địa chỉ được che]"
HIDDEN_OWNER = "{form} (tên được che)"

MAIL = re.compile(r"[^\s@<>()\[\]]+(?:@+[^\s@<>()\[\]]+)+")
NUMBER = re.compile(
    r"(?<![\w.,])(?:\+?84|0)(?:[ .\-]?\d){8,10}(?![\d]|[.,]\d)"  # a telephone number
    r"|(?<![\w.,])\d{12}(?![\w]|[.,]\d)"  # a personal identity number
    r"|(?<![\w.,])\d{9}(?![\w]|[.,]\d)"  # one of the old kind
)
WORD = re.compile(r"[^\W_]+")

KINDS_OF_OWNER = tuple(
    tuple(each.split())
    for each in (
        *("ho kinh doanh ca the", "ho kinh doanh", "ho gia dinh", "to hop tac", "co so san xuat", "co so"),
        *("hkd", "tht", "xuong", "ho", "to", "ong", "ba", "anh", "chi"),
    )
)
"""What stands before the name proper, folded: in a title it is often left out or another one."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text with where it stands: folded, and as it is spelled."""

    folded: str
    spelled: str
    begins: int
    ends: int


def _words(text: str) -> list[_Word]:
    return [
        _Word(compact(found.group()), found.group().casefold(), found.start(), found.end())
        for found in WORD.finditer(unicodedata.normalize("NFC", text))
    ]


def _core(words: Sequence[_Word]) -> Sequence[_Word]:
    """A name without what kind of owner it is; never nothing."""
    while True:
        for kind in KINDS_OF_OWNER:
            if len(words) > len(kind) and tuple(each.folded for each in words[: len(kind)]) == kind:
                words = words[len(kind) :]
                break
        else:
            return words


def _found(words: Sequence[_Word], name: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where a name stands among the words; one of a single word only as it is spelled, "Hùng" is no "hưng"."""
    size = len(name)
    if not size:
        return
    folded = [each.folded for each in name]
    for at in range(len(words) - size + 1):
        here = words[at : at + size]
        if [each.folded for each in here] != folded:
            continue
        if size > 1 or here[0].spelled == name[0].spelled:
            yield here[0].begins, here[-1].ends


def masked_text(text: str, hidden: Iterable[str], shown: Iterable[str] = ()) -> str:
    """`text` without the `hidden` names, numbers and addresses of people, however they are spelled.

    A name inside one that is `shown` stays: a company may be called after its owner, and its name is public.
    """
    text = MAIL.sub(HIDDEN_ADDRESS, unicodedata.normalize("NFC", text))
    words = _words(text)
    kept = [span for name in shown for span in _found(words, _words(name))]
    spans: list[tuple[int, int]] = []
    for name in hidden:
        whole = _words(name)
        found = {*_found(words, whole), *_found(words, _core(whole))}
        spans += [
            (begins, ends)
            for begins, ends in found
            if not any(first <= begins and ends <= last for first, last in kept)
        ]
    for begins, ends in _joined(spans):
        text = f"{text[:begins]}{HIDDEN}{text[ends:]}"
    return NUMBER.sub(HIDDEN_NUMBER, text)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap as one, the last first, so that cutting moves none of those still to cut."""
    joined: list[tuple[int, int]] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(ends, joined[-1][1])
        else:
            joined.append((begins, ends))
    return joined[::-1]


def owner_shown(name: str, form: str, *, public: bool) -> str:
    """How a beneficiary is named: a legal entity by its name, a household by what it is."""
    return name if public else HIDDEN_OWNER.format(form=form or "Cơ sở")


def tax_code_shown(code: str, *, public: bool) -> str:
    """The tax code of a legal entity, its branch's dash along; nothing of anybody else, or of another shape."""
    return code if public and re.fullmatch(r"\d{10}(-\d{3})?", code) else ""


Content = Mapping[str, Any]
"""One project as it is published: names of fields → texts, numbers, lists of the like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a release changes, by the codes of the projects; `changed` says which fields."""

    added: Sequence[str]
    changed: Mapping[str, Sequence[str]]
    removed: Sequence[str]
    kept: int

    @property
    def any(self) -> bool:
        """Whether anything is different."""
        return bool(self.added or self.changed or self.removed)


def difference(before: Mapping[str, Content], after: Mapping[str, Content]) -> Difference:
    """From the rows of one release to those of the next, by their codes."""
    both = before.keys() & after.keys()
    changed = {
        code: tuple(
            name
            for name in sorted(before[code].keys() | after[code].keys())
            if before[code].get(name) != after[code].get(name)
        )
        for code in sorted(both)
        if before[code] != after[code]
    }
    return Difference(
        added=sorted(after.keys() - before.keys()),
        changed=changed,
        removed=sorted(before.keys() - after.keys()),
        kept=len(both) - len(changed),
    )


TRACKED = re.compile(r"d?a?\s*-?\s*0*(\d{1,9})(?:\s*-\s*([a-z0-9]{4,20}))?")


MISREAD = str.maketrans("018", "OIB")
"""A secret has none of these signs: who typed one misread the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A code as it was typed: the number of the project, and the secret where there was one."""

    project: int
    secret: str = ""


def code_read(text: str) -> Asked | None:
    """What somebody typed off a paper: "ĐA-00012-K7QM2XR9TA", "da 12 - k7qm2xr9ta", "12"; None for no code."""
    # A PDF of ours may hold places where a long word may break; who copies a code copies them along.
    found = TRACKED.fullmatch(fold(text.replace("\u200b", "")))
    if found is None:
        return None
    return Asked(project=int(found[1]), secret=(found[2] or "").upper().translate(MISREAD))
