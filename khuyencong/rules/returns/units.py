"""The unit in which a file states its amounts, as officers write it."""

from difflib import get_close_matches

from khuyencong.rules.money import Unit
from khuyencong.rules.returns.labels import letters

_WORDS: dict[Unit, str] = {
    Unit.DONG: "dong d vnd vietnamdong dongvietnam vnddong",
    Unit.NGHIN: "nghindong nghin nghind nghinvnd ngandong ngan ngand nganvnd 1000dong 1000d 1000vnd",
    Unit.TRIEU: "trieudong trieu trieud trieuvnd trdong trd tr trvnd 1000000dong 1000000d",
    Unit.TY: "tydong ty tyd tyvnd tidong ti tid tivnd 1000000000dong",
}
_UNITS: dict[str, Unit] = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_LONG = ["nghindong", "ngandong", "trieudong"]
_INTRODUCTIONS = ("donvitinh", "dvtinh", "dvt", "donvi")

UNIT_CHOICES = "đồng, nghìn đồng, triệu đồng hoặc tỷ đồng"


def unit_of(text: str) -> Unit | None:
    """The unit `text` states, with or without diacritics, short ("tr.đ") or introduced ("ĐVT: triệu đồng")."""
    found = letters(text)
    return _UNITS.get(found) or _UNITS.get(_without_introduction(found))


def misspelled_unit(text: str) -> Unit | None:
    """The one unit a misspelling is close to ("triêu đôg"); only long words, where closeness tells."""
    found = _without_introduction(letters(text))
    near = get_close_matches(found, _LONG, n=2, cutoff=0.85)
    units = {_UNITS[word] for word in near}
    return units.pop() if len(units) == 1 else None


def introduces_unit(text: str) -> bool:
    """Whether a cell announces a unit ("Đơn vị tính: …", "ĐVT")."""
    return len(text) <= 80 and letters(text).startswith(_INTRODUCTIONS[:3])


def _without_introduction(found: str) -> str:
    for word in _INTRODUCTIONS:
        if found.startswith(word):
            return found[len(word) :]
    return found
