"""Amounts in words, as a decision or a minute repeats them: "Ba trăm hai mươi mốt triệu đồng"."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 10**9


def in_words(value: int) -> str:
    """A whole number as it is read aloud; `tỷ` is said again for each nine digits more."""
    if value < 0:
        return f"âm {in_words(-value)}"
    if value == 0:
        return DIGITS[0]
    return " ".join(_whole(value, leading=True))


def dong_in_words(amount: int) -> str:
    """đồng in words with a capital: "Ba trăm triệu đồng"."""
    said = f"{in_words(amount)} đồng"
    return said[:1].upper() + said[1:]


def _whole(value: int, *, leading: bool) -> list[str]:
    high, low = divmod(value, BILLION)
    words = [*_whole(high, leading=leading), "tỷ"] if high else []
    return words + _below_billion(low, leading=leading and not high)


def _below_billion(value: int, *, leading: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        group = value // 1000**power % 1000
        if group:
            words += _below_thousand(group, full=not leading or bool(words))
            words += [GROUPS[power]] if power else []
    return words


def _below_thousand(value: int, *, full: bool) -> list[str]:
    """Three digits; `full`: something stands before, so missing hundreds and tens are said."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and ones:
        words += ["linh"] if words else []
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words += [DIGITS[tens], "mươi"]
    return words + _ones(ones, tens)


def _ones(ones: int, tens: int) -> list[str]:
    if ones == 0:
        return []
    if ones == 1 and tens > 1:
        return ["mốt"]
    if ones == 5 and tens > 0:
        return ["lăm"]
    return [DIGITS[ones]]
