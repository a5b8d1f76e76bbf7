"""How a clause of the law is quoted: what nobody has read in the original says so wherever it is shown."""

from collections.abc import Sequence

UNREAD = "cần xác minh"
CONVENTION = "quy ước của hệ thống"
"""What stands in the place of a clause where we made the rule ourselves: there is nothing to read."""


def quoted(law: str, *, verified: bool) -> str:
    """The clause, marked unless somebody has read it."""
    return law if verified or not law or law.casefold() == CONVENTION else f"{law} ({UNREAD})"


SMALLER = ("điều", "khoản", "điểm")
"""Words that name a part and say nothing without its number."""


def shared_clause(sources: Sequence[str]) -> str:
    """What several sources have in common, word by word; all of them, each once, where they have nothing.

    Of "NĐ 45 Điều 4 khoản 1" and "NĐ 45 Điều 4 khoản 2" it is "NĐ 45 Điều 4".
    """
    each_once = list(dict.fromkeys(sources))
    if len(each_once) < 2:
        return "".join(each_once)
    common: list[str] = []
    for words in zip(*(source.split() for source in each_once), strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    while common and common[-1].lower() in SMALLER:
        common.pop()
    return " ".join(common) or "; ".join(each_once)
