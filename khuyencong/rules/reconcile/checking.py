"""Whether claims can be judged at all: known kinds and units, readable figures, references to what exists."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.printed import NOTATIONS, UnreadableFigureError
from khuyencong.rules.reconcile.claims import MONEY, Claim, ClaimsError, Kind
from khuyencong.rules.text import fold

Place = Callable[[Claim, str], str]
"""Where a column of a claim stands, for the officer: the line of a file, or the claim's name."""

UNITS: Mapping[str, tuple[str, str]] = {
    Kind.SHARE: ("%", "đơn vị của tỷ lệ là %"),
    Kind.GROWTH: ("%", "đơn vị của tăng giảm là %"),
    Kind.POINTS: ("pp", "đơn vị của điểm phần trăm là pp"),
    Kind.RATIO: ("", "tỷ số không có đơn vị: để trống"),
}
ARITY: Mapping[str, tuple[range, str]] = {
    Kind.AMOUNT: (range(1), "số tiền, số lượng không tính từ số nào: để trống cột of"),
    Kind.SUM: (range(2, 10_000), "ghi tổng rồi đến các phần"),
    Kind.SHARE: (range(2, 3), "ghi phần rồi đến tổng"),
    Kind.GROWTH: (range(1, 3), "ghi số mới rồi đến số cũ; chỉ ghi số mới nếu văn bản không nói so với gì"),
    Kind.POINTS: (range(2, 3), "ghi tỷ lệ mới rồi đến tỷ lệ cũ"),
    Kind.RATIO: (range(2, 3), "ghi số mới rồi đến số cũ"),
}
MONEY_SPELLINGS = {
    **dict.fromkeys(("dong", "vnd", "d"), "dong"),
    **dict.fromkeys(("nghin", "nghin dong", "ngan", "ngan dong", "1000 dong"), "nghin"),
    **dict.fromkeys(("trieu", "trieu dong", "tr", "trd", "tr.d"), "trieu"),
    **dict.fromkeys(("ty", "ty dong", "ti", "ti dong"), "ty"),
}
"""Ways to write a unit of money that would otherwise pass silently for a thing counted."""


def check_claims(claims: Sequence[Claim], place: Place | None = None) -> None:
    """Raise ClaimsError with everything that is wrong with `claims`; `place` says where a column stands."""
    where = place or (lambda claim, column: f"“{claim.id}”, cột {column}")
    found = [finding for claim in claims for finding in _check_alone(claim, where)]
    by_id: dict[str, Claim] = {}
    for claim in claims:
        if claim.id in by_id:
            message = f"mã “{claim.id}” đã dùng ở trên"
            found.append(_finding("duplicate_id", message, where(claim, "id"), "mỗi dòng một mã riêng"))
        by_id.setdefault(claim.id, claim)
    used_by_points = {ref for claim in claims if claim.kind == Kind.POINTS for ref in claim.of}
    for claim in claims:
        found += _check_value(claim, claim.id in used_by_points, where)
        found += _check_references(claim, by_id, where)
    if not found:
        found += _check_circles(claims, where)
    if found:
        raise ClaimsError(found)


def is_thing(unit: str) -> bool:
    """Whether a unit names a thing counted, and not money or nothing."""
    return any(map(str.isalpha, unit)) and unit != "pp" and fold(unit).strip(" .") not in MONEY_SPELLINGS


def _finding(code: str, message: str, place: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, place=place, fix=fix)


def _check_alone(claim: Claim, where: Place) -> Iterable[Finding]:
    """What is wrong with a claim whatever the others say."""
    if not claim.id or len(claim.id.split()) != 1:
        fix = "đặt một mã ngắn, không có dấu cách"
        yield _finding("bad_id", f"mã “{claim.id}” trống hoặc có dấu cách", where(claim, "id"), fix)
    if claim.notation not in NOTATIONS:
        fix = f"chọn {' hoặc '.join(NOTATIONS)}"
        yield _finding(
            "unknown_notation", f"không có cách viết số “{claim.notation}”", where(claim, "value"), fix
        )
    if claim.kind not in list(Kind):
        message = f"không có loại “{claim.kind}”" if claim.kind else "chưa ghi loại"
        yield _finding("unknown_kind", message, where(claim, "kind"), f"chọn một trong: {', '.join(Kind)}")
        return
    lengths, how = ARITY[claim.kind]
    if len(claim.of) not in lengths:
        message = f"{claim.kind} không thể tính từ {len(claim.of)} mã"
        yield _finding("wrong_arity", message, where(claim, "of"), how)
    yield from _check_unit(claim, where)


def _check_unit(claim: Claim, where: Place) -> Iterable[Finding]:
    if claim.kind == Kind.SUM:
        return  # carries no figure, so whatever stands there misleads nobody
    if claim.kind in UNITS:
        unit, how = UNITS[claim.kind]
        if claim.unit != unit:
            yield _finding(
                "unknown_unit", f"{claim.kind} không đi với đơn vị “{claim.unit}”", where(claim, "unit"), how
            )
        return
    money = MONEY_SPELLINGS.get(fold(claim.unit).strip(" ."))
    fix = f"viết là {money}" if money else f"{', '.join(sorted(MONEY))} cho tiền; một từ khác cho thứ được đếm"
    if (money and claim.unit not in MONEY) or not any(map(str.isalpha, claim.unit)) or claim.unit == "pp":
        message = (
            f"không có đơn vị “{claim.unit}” cho một số tiền, số lượng" if claim.unit else "chưa ghi đơn vị"
        )
        yield _finding("unknown_unit", message, where(claim, "unit"), fix)


def _check_value(claim: Claim, used_by_points: bool, where: Place) -> Iterable[Finding]:
    """A figure must be readable; only an amount, and a share that points speak of, may go without."""
    if claim.kind not in list(Kind) or claim.notation not in NOTATIONS:
        return
    if not claim.value.strip():
        if claim.kind not in (Kind.AMOUNT, Kind.SUM) and not (claim.kind == Kind.SHARE and used_by_points):
            fix = "ghi đúng số như đã in, hoặc bỏ dòng này"
            yield _finding("missing_value", f"{claim.kind} phải có số", where(claim, "value"), fix)
    elif claim.kind == Kind.SUM:
        fix = "ghi số vào dòng amount của tổng, để trống ở dòng sum"
        yield _finding("unexpected_value", "phép cộng không mang số riêng", where(claim, "value"), fix)
    else:
        try:
            _ = claim.figure
        except UnreadableFigureError as error:
            fix = "ghi đúng số như đã in, không kèm đơn vị; thêm --notation en nếu dấu phẩy ngăn hàng nghìn"
            yield _finding("unreadable_number", str(error), where(claim, "value"), fix)


def _check_references(claim: Claim, by_id: Mapping[str, Claim], where: Place) -> Iterable[Finding]:
    """What a claim speaks of must exist, be of the right kind, appear once, and measure the same thing."""
    place = where(claim, "of")
    wanted = Kind.SHARE if claim.kind == Kind.POINTS else Kind.AMOUNT
    for reference, times in Counter(claim.of).items():
        target = by_id.get(reference)
        if reference == claim.id:
            yield _finding("self_reference", f"“{claim.id}” tính từ chính nó", place, "ghi mã của số khác")
        elif target is None:
            yield _finding("unknown_reference", f"không có mã “{reference}”", place, "ghi mã có trong cột id")
        elif target.kind != wanted:
            message = f"“{reference}” là {target.kind}, cần {wanted}"
            yield _finding("wrong_reference", message, place, f"ghi mã của một dòng {wanted}")
        elif times > 1:
            yield _finding("self_reference", f"“{reference}” được ghi {times} lần", place, "mỗi mã một lần")
    amounts = [by_id[ref] for ref in claim.of if ref in by_id and by_id[ref].kind == Kind.AMOUNT]
    dimensions = sorted({amount.dimension for amount in amounts})
    if claim.kind != Kind.POINTS and len(dimensions) > 1:
        message = f"tính chung những thứ khác nhau: {', '.join(dimensions)}"
        yield _finding("mixed_units", message, place, "chỉ cộng hoặc so những số cùng loại đơn vị")


def _check_circles(claims: Sequence[Claim], where: Place) -> Iterable[Finding]:
    """No amount may be, through sums, a part of itself."""
    parts: dict[str, set[str]] = {}
    for claim in claims:
        if claim.kind == Kind.SUM:
            parts.setdefault(claim.of[0], set()).update(claim.of[1:])
    for claim in claims:
        if claim.kind == Kind.SUM and claim.of[0] in _reachable(claim.of[1:], parts):
            message = f"“{claim.of[0]}” là một phần của chính nó"
            yield _finding("circular_sum", message, where(claim, "of"), "bỏ vòng lặp giữa các phép cộng")


def _reachable(start: Iterable[str], parts: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        if (amount := waiting.pop()) not in seen:
            seen.add(amount)
            waiting.extend(parts.get(amount, ()))
    return seen
