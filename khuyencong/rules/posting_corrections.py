"""Putting a posting right: by its mirror image or by another paper, and what stands against undoing it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from khuyencong.rules.findings import Finding, error
from khuyencong.rules.ledger import Kind
from khuyencong.rules.money import dong


class Origin(StrEnum):
    """What wrote a posting: the dossier that has to follow when it is undone."""

    CLAIM = "claim"
    ACCEPTANCE = "acceptance"
    BACK = "back"
    OPENING = "open"
    CLOSING = "close"
    CONTRACT = "contract"
    DECISION = "decision"
    CHANGE = "change"
    REVERSAL = "reversal"
    UNKNOWN = "unknown"

    @property
    def has_a_door(self) -> bool:
        """Whether its postings are put right by a reversal at all."""
        return self in FOLLOWS


FOLLOWS: Mapping[Origin, str] = {
    Origin.CLAIM: "Đề nghị trở về bước “Đã duyệt, chờ kế toán ghi”: ghi lại cho đúng, hoặc trả đơn vị sửa.",
    Origin.ACCEPTANCE: "Lần nghiệm thu trở về bước “Đang ghi” ở bàn của Sở: sửa, trình và ghi nhận lại.",
    Origin.BACK: "Tiền trở lại là tạm ứng chưa có khối lượng; kế toán ghi lại chứng từ hoàn trả cho đúng.",
    Origin.OPENING: "Đề án chưa được giao kinh phí của năm ấy; một lần mở năm khác giao lại.",
    Origin.CLOSING: "Tiền trở lại quyển sổ của năm đang mở lại; chọn cách xử lý rồi khóa sổ lại.",
}
"""What follows once a posting of that origin is undone: read before somebody asks for it."""

AGAIN = "correction-"
"""What the keys of all that a correction writes begin with: reversals, and money the purse gives again."""

AT_THE_END = "end-"
"""What the keys of money begin with that a stopped project leaves to the purse when it is closed."""

WAYS: Mapping[Origin, tuple[str, str]] = {
    Origin.CONTRACT: (
        "Số cam kết theo hợp đồng, phụ lục hai bên đã ký: đảo bút toán thì sổ trái với giấy đã ký.",
        "Sửa giá trị bằng phụ lục hợp đồng, hoặc ngừng đề án; khi ghi, sổ tự theo.",
    ),
    Origin.DECISION: (
        "Số giao theo quyết định kế hoạch đã ghi: đảo bút toán thì sổ trái với quyết định.",
        "Lập đề nghị điều chỉnh kinh phí hoặc ngừng đề án; khi ghi quyết định, sổ tự theo.",
    ),
    Origin.CHANGE: (
        "Bút toán theo quyết định điều chỉnh, ngừng hoặc thay đề án đã ghi: đảo thì sổ trái với quyết định.",
        "Lập một đề nghị điều chỉnh nữa; tiền đã về nguồn của đề án ngừng thì giao lại bằng kế hoạch.",
    ),
    Origin.REVERSAL: (
        "Bút toán của một lần đính chính không đảo lại nữa.",
        "Mở hồ sơ của bút toán gốc: hồ sơ đã trở về bước trước, ghi sổ lại từ đó.",
    ),
    Origin.UNKNOWN: (
        "Bút toán này không thuộc hồ sơ nào trong hệ thống, nên không biết hồ sơ nào phải theo.",
        "Nhờ người vận hành xem lại bút toán.",
    ),
}
"""Why postings of the other origins are not reversed, and what is done instead."""

PREFIXES = {
    "claim-": Origin.CLAIM,
    "acceptance-": Origin.ACCEPTANCE,
    "back-": Origin.BACK,
    "open-": Origin.OPENING,
    "close-": Origin.CLOSING,
    "contract-": Origin.CONTRACT,
    "decision-": Origin.DECISION,
    "change-": Origin.CHANGE,
    AGAIN: Origin.REVERSAL,
    AT_THE_END: Origin.CHANGE,
}
PARTS = {
    (Origin.ACCEPTANCE, Kind.RELEASE): "-rest",
    (Origin.BACK, Kind.RELEASE): "-rest",
    (Origin.BACK, Kind.WITHDRAW): "-purse",
    (Origin.CLOSING, Kind.RELEASE): "-release",
}
"""Postings that belong to another of the same act, by the end of their key."""


def origin_of(kind: str, key: str) -> Origin:
    """What wrote a posting, read off its key: every act spells its own."""
    if kind == Kind.REVERSE:
        return Origin.REVERSAL
    found = (origin for prefix, origin in PREFIXES.items() if key.startswith(prefix))
    return next(found, Origin.UNKNOWN)


def head_key(kind: str, key: str) -> str:
    """The key of the posting it belongs to: its own, unless it is a part of the same act."""
    part = PARTS.get((origin_of(kind, key), Kind(kind)), "")
    return key.removesuffix(part) if part else key


def keys_of(origin: Origin, head: str) -> list[str]:
    """The keys that the postings of one act may have, its own first."""
    parts = [part for (of, _), part in PARTS.items() if of is origin]
    return [head, *(f"{head}{part}" for part in dict.fromkeys(parts))]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithOthers:
    """Money of a stop that the purse has not, for substitutes hold it and can give it up: how much, who."""

    amount: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of a posting that somebody wants undone.

    `later` names the postings that its money went on with, where it stands no more, the last first; `last` is
    what wrote that one. `above` is by how much advances would pass their ceiling, in đồng. `ended` is a
    contract accepted to its end by another acceptance, `liquidated` the minutes both sides signed on figures
    that count it; `matched` stands beside a line of the treasury; `carried` are the years out of which the
    money of its books went on; `others` hold what a stop took of it. `settled`: a closing's act is to be
    undone of a project settled since. `settling`: `another` is a settlement.
    """

    origin: Origin
    reversed: bool = False
    asked: bool = False
    closed: tuple[int, ...] = ()
    reopened: bool = True
    stands: bool = True
    later: tuple[str, ...] = ()
    last: Origin | None = None
    ended_project: bool = False
    others: WithOthers = WithOthers()
    ended: bool = False
    over: bool = False
    liquidated: str = ""
    another: str = ""
    above: int = 0
    matched: bool = False
    carried: tuple[int, ...] = ()
    settled: bool = False
    settling: bool = False


def check_correction(ground: Ground) -> Iterator[Finding]:
    """Why the posting is not undone now, and the right way; nothing where it may be."""
    if ground.origin in WAYS:
        yield _wrong("another_way", *WAYS[ground.origin])
        return
    if ground.reversed:
        yield _wrong("reversed", "Bút toán này đã được đảo.", "Xem bút toán đảo trong bảng bút toán.")
        return
    if ground.asked:
        yield _wrong("asked", "Bút toán này đang có đề nghị đính chính chờ quyết định.", "Mở đề nghị ấy.")
    yield from _years(ground)
    for year in ground.carried if ground.stands else ():
        # Undone here, it would be done anew in the following year's book, and stand in both.
        message = f"Kinh phí năm {year} của đề án đã chuyển sang năm sau."
        fix = "Đính chính bút toán chuyển năm sau trước, rồi đính chính bút toán này."
        yield _wrong("carried_on", message, fix)
    yield from _resting(ground)
    if ground.settled:
        # Its money would stand again under a project that nobody works on any more.
        message = "Đề án đã quyết toán xong sau lần khóa sổ này."
        yield _wrong(
            "settled", message, "Đính chính lần quyết toán sau cùng trước, rồi đính chính bút toán này."
        )
    if ground.matched:
        message = "Bút toán này đang được ghép với sao kê của kho bạc."
        fix = "Bỏ ghép ở bảng đối chiếu (đã xác nhận thì mở lại kèm lý do), đính chính, rồi ghép bút toán mới."
        yield _wrong("matched", message, fix)
    if ground.above:
        message = f"Đảo khoản hoàn trả này thì tạm ứng vượt trần {dong(ground.above)}."
        yield _wrong("above_ceiling", message, "Đính chính lần tạm ứng ghi sau khoản hoàn trả này trước.")


def waiting_for(told: str, desk: str) -> Finding:
    """What is read where money would go on, or a dossier be opened, while a correction waits for its head."""
    at = f"ở {desk}" if desk else "ở bàn lãnh đạo nơi cấp kinh phí"
    message = f"Đề nghị đính chính {told} đang chờ quyết định {at}."
    fix = (
        "Chờ lãnh đạo đồng ý hoặc không đồng ý rồi làm tiếp; đề nghị lập nhầm thì kế toán bỏ nó ở trang của "
        "đề nghị đính chính ấy."
    )
    return _wrong("correction_waits", message, fix)


def _years(ground: Ground) -> Iterator[Finding]:
    for year in ground.closed:
        message = f"Sổ năm {year} đã khóa, không ghi thêm bút toán được."
        fix = "Lãnh đạo nơi cấp kinh phí mở lại sổ kèm lý do (trang Khóa sổ), đính chính, rồi khóa lại."
        yield _wrong("year_closed", message, fix)
    if not ground.closed and not ground.reopened:
        message = "Lần khóa sổ đang được trình, chưa mở lại để sửa."
        yield _wrong("not_reopened", message, "Trả lần khóa sổ về bàn lập, đính chính, rồi trình lại.")


def _resting(ground: Ground) -> Iterator[Finding]:
    """What stands on the posting, so that the books would say otherwise than a dossier in force."""
    if ground.liquidated:
        message = f"{ground.liquidated} hai bên đã ký tính cả bút toán này."
        fix = (
            "Biên bản đúng thì ghi phần chênh lệch bằng chứng từ mới (chi tiếp, hoàn trả). Biên bản sai theo "
            "bút toán thì hai người bỏ biên bản (trang thanh lý), rồi đính chính."
        )
        yield _wrong("liquidated", message, fix)
    if not ground.stands:
        named = "; ".join(ground.later) or "bút toán ghi sau"
        message = f"Tiền của bút toán này đã đi tiếp: {named}."
        yield _wrong("rested_on", message, _way_back(ground))
    if ground.others.amount:
        named = ", ".join(f"“{each}”" for each in ground.others.names)
        message = (
            f"Khi ngừng đề án, {dong(ground.others.amount)} của khoản này đã giao cho đề án thay thế: {named}."
        )
        fix = "Giảm kinh phí hoặc ngừng đề án thay thế để tiền về nguồn, rồi đính chính."
        yield _wrong("with_substitutes", message, fix)
    if ground.over:
        message = "Đề án đã ngừng nên không tạm ứng lại được: đảo thì tiền không còn đường về nguồn."
        yield _wrong("stopped", message, "Ghi hoàn trả tạm ứng theo chứng từ.")
    elif ground.ended:
        message = "Hợp đồng đã nghiệm thu lần cuối, bút toán này không ghi lại được nữa."
        fix = "Đính chính lần nghiệm thu cuối trước; tạm ứng thừa thì ghi hoàn trả theo chứng từ."
        yield _wrong("ended", message, fix)
    if ground.another:
        message = f"Hợp đồng đang có {ground.another}; hai hồ sơ không mở cùng lúc."
        fix = "Làm xong hoặc bỏ hồ sơ ấy rồi đính chính."
        if ground.settling:
            fix = (
                "Trả hồ sơ quyết toán để đơn vị bỏ, đính chính, rồi soạn lại: quyết toán xong thì tiền đi tiếp."
            )
        yield _wrong("another_open", message, fix)


def _way_back(ground: Ground) -> str:
    """What is done first: the last of the later postings is undone, or what wrote it says otherwise."""
    if ground.last is None or ground.last.has_a_door:
        return "Đính chính từ bút toán sau cùng trở về trước."
    if ground.ended_project:
        return (
            "Đề án đã ngừng, tiền đã về nguồn nên bút toán này không lùi được; phần làm đúng mà còn thiếu thì "
            "đề nghị giao bằng kế hoạch; chỉ sai số, ngày của giấy tờ thì ghi rõ ở giải trình bảng kê khi "
            "quyết toán."
        )
    return f"Bút toán sau cùng không đảo. {WAYS[ground.last][1]}"


def _wrong(code: str, message: str, fix: str) -> Finding:
    return error(code, message, fix, "Bút toán")
