"""What an answer to a question names of the law: it must be readable and stand in its list on some day."""

from collections.abc import Mapping
from typing import Any

from khuyencong.norms.queries.guidance import NAMED, codes_of
from khuyencong.rules.guidance import ALL, UnreadableAnswerError, references


class Codes:
    """The codes of every list that an answer may name, each list read once."""

    def __init__(self) -> None:
        self._read: dict[str, frozenset[str]] = {}

    def __getitem__(self, name: str) -> frozenset[str]:
        if name not in self._read:
            self._read[name] = codes_of(name)
        return self._read[name]


def unanswerable(values: Mapping[str, Any], codes: Codes) -> str:
    """What cannot be read of the answer, in a sentence; "" for nothing."""
    try:
        named = references(values["answer"])
    except UnreadableAnswerError as error:
        return f"Cột answer: {error}."
    for each in sorted(named):
        if each.list not in NAMED:
            return f"Cột answer: không có danh mục “{each.list}”."
        if each.code != ALL and each.code not in codes[each.list]:
            return f"Cột answer: danh mục “{each.list}” không có mã “{each.code}”."
    if values["instead"] == values["code"]:
        return "Cột instead: câu thay phải là một câu khác."
    return ""
