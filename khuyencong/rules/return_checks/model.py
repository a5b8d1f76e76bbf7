"""A check rule as a dated row says it: two sides, how they compare, what an officer reads when they do not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyencong.rules.findings import Severity


class Operator(StrEnum):
    """How the left side of a rule stands to its right side when all is well."""

    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    NEAR = "~"
    IMPLIES = "=>"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {
            "<=": "không lớn hơn",
            "=": "bằng",
            ">=": "không nhỏ hơn",
            "~": "xấp xỉ",
            "=>": "có thì phải có",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one form, in force from `since`; the sides are texts that `sides` reads.

    `tolerance` is a share ("10%"), a number, or nothing: of NEAR then what each indicator allows.
    `purse` is the purse it is about, "all" for each on its own.
    """

    code: str
    form: str
    left: str
    operator: Operator
    right: str
    grade: Severity
    message: str
    since: date
    fix: str = ""
    tolerance: str = ""
    purse: str = "all"
