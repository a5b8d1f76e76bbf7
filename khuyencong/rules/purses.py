"""The two purses of the programme, and both together: what they are called, and in which order they stand.

Codes are what rows, files and addresses hold; each word for them stands here once, by where it is read.
"""

KCQG, KCDP = "KCQG", "KCDP"
WHOLE = "all"
"""Both purses together, or the only column of a form that does not divide them."""
DIVIDED = (KCQG, KCDP)
PURSES = (*DIVIDED, WHOLE)

NAMES = {KCQG: "Khuyến công quốc gia", KCDP: "Khuyến công địa phương", WHOLE: "Cả hai nguồn"}
SHORT = {KCQG: "KCQG", KCDP: "KCĐP", WHOLE: "Cả hai nguồn"}
"""As officers abbreviate them."""
COLUMNS = SHORT | {WHOLE: "Số liệu"}
"""Over a column."""
IN_SENTENCES = SHORT | {WHOLE: "hai nguồn"}
SUMMED = SHORT | {WHOLE: "Tổng hai nguồn"}
"""Beside the two: their total."""


def of_column(purse: str) -> str:
    """What is said behind a line to name its column; nothing where there is only one."""
    return "" if purse == WHOLE else f", {SHORT.get(purse, purse)}"
