"""A growth that does not say on what: every reading of it, and what each would mean."""

from dataclasses import dataclass
from fractions import Fraction

from khuyencong.rules.reconcile.claims import Claim, Kind
from khuyencong.rules.reconcile.recompute import Book, like, printed_value
from khuyencong.rules.reconcile.verdict import ClaimFinding, Code
from khuyencong.rules.reconcile.wording import moved, quoted, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What the set knows around the growth of `amount`: its share of a whole, and the whole before."""

    amount: Claim
    share: Claim | None
    old_whole: Claim | None

    @property
    def missing(self) -> str:
        """What would be needed to work out the old amount from the old rate."""
        if self.amount.figure is None:
            return f"{quoted(self.amount)} không được in"
        if self.share is None:
            return f"văn bản không in tỷ lệ nào của {quoted(self.amount)}"
        return f"văn bản không cho biết số kỳ trước để so với mẫu số của {quoted(self.share)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One reading: the sentence about it, and its figure in short; "" where it has none."""

    sentence: str
    short: str = ""


def ambiguous_base(claim: Claim, book: Book) -> ClaimFinding:
    """The warning about a growth with no stated base."""
    setting = _setting(book[claim.of[0]], book)
    factor = printed_value(claim)
    assert factor is not None
    readings = (
        _as_points(claim, factor, setting),
        _of_amount(factor, setting),
        _of_rate(claim, factor, setting),
    )
    numbered = "; ".join(f"({number}) {reading.sentence}" for number, reading in enumerate(readings, start=1))
    return ClaimFinding(
        code=Code.AMBIGUOUS_BASE,
        claims=(claim.id,),
        printed=claim.value,
        recomputed="; ".join(reading.short for reading in readings if reading.short),
        message=f"{quoted(claim)}: in {claim.value} % cho {quoted(setting.amount)} nhưng không nói so với số "
        f"nào. Có thể hiểu: {numbered}. Đề nghị nơi công bố nêu rõ số gốc và cách so sánh.",
    )


def _setting(amount: Claim, book: Book) -> _Setting:
    shares = (
        c for c in book.values() if c.kind == Kind.SHARE and c.of[0] == amount.id and c.figure is not None
    )
    share = next(shares, None)
    comparisons = [c.of for c in book.values() if c.kind in (Kind.GROWTH, Kind.RATIO) and len(c.of) == 2]
    olds = (book[old] for new, old in comparisons if share and new == share.of[1])
    return _Setting(
        amount=amount, share=share, old_whole=next((old for old in olds if printed_value(old)), None)
    )


def _as_points(claim: Claim, factor: Fraction, setting: _Setting) -> _Reading:
    head = f"điểm phần trăm: tỷ lệ đổi {claim.value} điểm"
    rate = printed_value(setting.share) if setting.share else None
    return _given_old_rate(head, "điểm phần trăm", None if rate is None else rate - (factor - 1), setting)


def _of_rate(claim: Claim, factor: Fraction, setting: _Setting) -> _Reading:
    head = f"thay đổi tương đối của tỷ lệ: tỷ lệ đổi {claim.value} % của chính nó"
    rate = printed_value(setting.share) if setting.share else None
    return _given_old_rate(
        head, "theo tỷ lệ", rate / factor if rate is not None and factor > 0 else None, setting
    )


def _of_amount(factor: Fraction, setting: _Setting) -> _Reading:
    amount = setting.amount
    head = f"thay đổi tương đối của {quoted(amount)}"
    now = printed_value(amount)
    if factor <= 0:
        return _Reading(sentence=f"{head}: không thể, vì không số nào giảm từ 100 % trở lên")
    if now is None:
        return _Reading(sentence=f"{head}: không tính được vì {setting.missing}")
    old = like(amount, now / factor / amount.scale)
    return _Reading(sentence=f"{head}: kỳ trước là {old}{amount.unit_label}", short=f"theo số: kỳ trước {old}")


def _given_old_rate(head: str, name: str, old: Fraction | None, setting: _Setting) -> _Reading:
    """What follows when the old rate was `old`: the old amount, and so by how much the amount has changed."""
    amount, share, whole = setting.amount, setting.share, setting.old_whole
    if share is None:
        return _Reading(sentence=f"{head}: không tính được vì {setting.missing}")
    if old is None or old <= 0:
        return _Reading(sentence=f"{head}: không thể, vì tỷ lệ kỳ trước sẽ không dương")
    rate = f"tỷ lệ kỳ trước là {like(share, old * 100)} %"
    now, before = printed_value(amount), printed_value(whole) if whole else None
    if now is None or before is None or whole is None:
        return _Reading(sentence=f"{head}, {rate}; số kỳ trước không tính được vì {setting.missing}")
    was = old * before
    sentence = (
        f"{head}, {rate} của {quoted(whole)}, tức {like(amount, was / amount.scale)}{amount.unit_label}, "
        f"nghĩa là {quoted(amount)} {moved(amount, now / was - 1)}"
    )
    return _Reading(sentence=sentence, short=f"{name}: số {signed(amount, now / was - 1)}")
