"""The sides of a rule: sums of terms, each an indicator and where its value is taken from, or a number.

`kp-01 + kp-02`, `truoc:kq-01`, `so:*`, `dong:kp-tong`, `kq-12@all`, `0`. The star stands for every indicator of
the rule's form, one after the other. `@KCQG`, `@KCDP` or `@all` pins a purse; without it each purse is checked
on its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from khuyencong.rules.purses import PURSES

TAKEN: Mapping[str, str] = {
    "": "",
    "truoc": "kỳ trước",
    "namtruoc": "cùng kỳ năm trước",
    "so": "theo sổ",
    "con": "cấp dưới cộng lại",
    "luyke": "lũy kế trong năm",
    "truoc:luyke": "lũy kế đã báo cáo",
    "namtruoc:luyke": "lũy kế cùng kỳ năm trước",
}
"""Where a value may be taken from → how pages say it. "" is the return itself."""
BELOW = "dong"
"""The sum of the lines under the indicator, wherever they are taken from."""
STAR = "*"
TERM = re.compile(r"((?:[a-z]+:)*)(\*|[a-z][a-z0-9-]*)(?:@([A-Za-z]+))?")
MOST_TERMS = 60


class UnreadableRuleError(ValueError):
    """A side or a tolerance that says nothing a rule could hold; its text is the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One addend: an indicator or the star, taken from somewhere, `below` the lines under it; or a number."""

    taken: str = ""
    code: str = ""
    purse: str = ""
    below: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far the sides may lie apart: a share of the right one, or an amount."""

    share: Fraction | None = None
    amount: int = 0


@lru_cache(maxsize=4096)
def side(text: str) -> tuple[Term, ...]:
    """The terms of a side; UnreadableRuleError names the one that cannot be read."""
    terms = tuple(_term(each.strip()) for each in text.split("+"))
    if len(terms) > MOST_TERMS:
        raise UnreadableRuleError(f"Vế có {len(terms)} số hạng; nhiều nhất {MOST_TERMS}.")
    return terms


def _term(text: str) -> Term:
    if text.isascii() and text.isdigit() and len(text) <= 17:
        return Term(number=int(text))
    found = TERM.fullmatch(text)
    if found is None:
        raise UnreadableRuleError(f"Không đọc được “{text[:40]}”: ghi mã chỉ tiêu, dấu * hoặc một số.")
    sources, code, purse = found[1].rstrip(":"), found[2], found[3] or ""
    below = sources == BELOW or sources.endswith(f":{BELOW}")
    taken = sources.removesuffix(BELOW).rstrip(":") if below else sources
    if taken not in TAKEN:
        known = ", ".join(f"{each}:" for each in [*TAKEN, BELOW] if each)
        raise UnreadableRuleError(f"Không có cách lấy số “{sources}:”; có {known}.")
    if purse and purse not in PURSES:
        raise UnreadableRuleError(f"Không có nguồn “@{purse}”; có @{', @'.join(PURSES)}.")
    return Term(taken=taken, code=code, purse=purse, below=below)


@lru_cache(maxsize=256)
def tolerance(text: str) -> Tolerance | None:
    """What "5%" or "1000" allows; None for nothing said."""
    bare = text.replace(" ", "")
    if not bare:
        return None
    if not re.fullmatch(r"\d{1,4}%|\d{1,17}", bare, re.ASCII):
        raise UnreadableRuleError(f"Không đọc được mức được chênh “{text}”: ghi “5%” hoặc một số.")
    if bare.endswith("%"):
        return Tolerance(share=Fraction(int(bare[:-1]), 100))
    return Tolerance(amount=int(bare))


def codes_in(*sides: str) -> Iterator[str]:
    """The indicators that sides name, the star left out."""
    for text in sides:
        for term in side(text):
            if term.code and term.code != STAR:
                yield term.code
