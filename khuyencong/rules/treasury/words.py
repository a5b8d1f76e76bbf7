"""Words that the text of a transfer shares with what a posting is about, without diacritics or empty ones."""

import re
from functools import lru_cache
from itertools import pairwise

from khuyencong.rules.text import compact, fold

_EMPTY_TEXT = """
chi tra tien thanh toan tam ung chuyen khoan kinh phi khuyen cong quoc gia dia phuong theo hop dong so ngay
thang nam cho cua den tai ho tro phan con lai dot lan mot hai ba nguon von de an du don vi thuc hien hoan thu
hoi cty ty tnhh va may ngan hang kho bac nha nuoc tinh huyen unc chung tu ck ct tt hd
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())
"""Words that stand in every transfer and tell none apart."""

GLUED = 5
"""So many letters of a word are looked for inside a longer one, and more of two words in a row."""


@lru_cache(maxsize=50_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words that tell something, folded, each once: three letters or two digits and more."""
    found = (word for word in re.findall(r"[a-z0-9]+", fold(text)) if word not in _EMPTY)
    return tuple(
        dict.fromkeys(word for word in found if len(word) >= 3 or (word.isdecimal() and len(word) > 1))
    )


@lru_cache(maxsize=50_000)
def letters_of(text: str) -> str:
    """The letters and digits alone."""
    return compact(text)


def shared_words(one: str, other: str) -> list[str]:
    """The words of `other` that `one` has too: as a word of its own, or glued into a longer one by the bank."""
    if not one or not other:
        return []
    mine, glued, words = set(words_of(one)), letters_of(one), words_of(other)
    found = {word for word in words if word in mine or (len(word) >= GLUED and word in glued)}
    for left, right in pairwise(words):
        if len(left + right) > GLUED and left + right in glued:
            found |= {left, right}
    return [word for word in words if word in found]
