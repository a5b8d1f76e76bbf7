"""How a hand or an eye may have slipped between the figure that was meant and the figure that was printed."""

from itertools import pairwise

from khuyencong.rules.reconcile.verdict import Correction


def likely_slip(correction: Correction) -> str:
    """What the printed and the corrected figure look like side by side; "" where nothing usual explains it."""
    printed, meant = _digits(correction.printed), _digits(correction.value)
    if printed == meant:
        return "sai dấu hoặc sai chỗ dấu phẩy" if correction.printed != correction.value else ""
    if printed.rstrip("0") == meant.rstrip("0"):
        return "thừa hoặc thiếu số 0, sai đơn vị"
    if len(printed) == len(meant):
        differing = [place for place, (a, b) in enumerate(zip(printed, meant, strict=True)) if a != b]
        if len(differing) == 1:
            return "khác một chữ số"
        if any(
            differing == list(pair) and _swapped(printed, meant, *pair)
            for pair in pairwise(range(len(printed)))
        ):
            return "hai chữ số cạnh nhau bị đảo"
    longer, shorter = sorted((printed, meant), key=len, reverse=True)
    if any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))):
        return "thừa một chữ số" if longer == printed else "thiếu một chữ số"
    return ""


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text)).lstrip("0")


def _swapped(one: str, other: str, left: int, right: int) -> bool:
    return one[left] == other[right] and one[right] == other[left]
