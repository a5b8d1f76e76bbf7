"""What a request changes in a running project, who may decide that, on which papers.

The kinds of change are read off the terms before and after; nobody says of herself that hers is a small one.
One request may hold several, and the highest authority decides them all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khuyencong.rules.change_terms import Cost, Course, Terms
from khuyencong.rules.estimate import MOST_LINES
from khuyencong.rules.findings import Finding, error, stops
from khuyencong.rules.money import NotWholeDongError, dong


class Change(StrEnum):
    """A kind of change, as Điều 11 of Thông tư 36/2013/TT-BCT tells them apart."""

    SUPPORT_UP = "support_up"
    CONTENT = "content"
    EXTEND = "extend"
    ADD = "add"
    STOP = "stop"
    VIOLATION = "violation"
    SUPPORT_DOWN = "support_down"
    LOCATION = "location"
    BENEFICIARY = "beneficiary"
    PARTNER = "partner"
    TIME = "time"
    SHORTEN = "shorten"
    HOLD = "hold"
    RESUME = "resume"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return LABELS[self]


LABELS = {
    Change.SUPPORT_UP: "Tăng tổng kinh phí hỗ trợ",
    Change.CONTENT: "Đổi nội dung",
    Change.EXTEND: "Gia hạn sang năm sau",
    Change.ADD: "Bổ sung đề án thay thế",
    Change.STOP: "Ngừng đề án",
    Change.VIOLATION: "Ngừng vì sai phạm hoặc không đáp ứng yêu cầu",
    Change.SUPPORT_DOWN: "Giảm tổng kinh phí hỗ trợ",
    Change.LOCATION: "Đổi địa điểm",
    Change.BENEFICIARY: "Thay đơn vị thụ hưởng",
    Change.PARTNER: "Đổi đơn vị phối hợp",
    Change.TIME: "Đổi thời gian trong năm",
    Change.SHORTEN: "Rút ngắn, kết thúc sớm hơn năm kế hoạch",
    Change.HOLD: "Tạm dừng",
    Change.RESUME: "Tiếp tục sau tạm dừng",
    Change.OTHER: "Điều chỉnh khác",
}


MONEY = frozenset({Change.SUPPORT_UP, Change.SUPPORT_DOWN, Change.CONTENT})
"""What explains that lines of the estimate differ."""


MOST_THINGS = 100_000
"""The greatest quantity of one line."""


class Level(StrEnum):
    """Who decides; what the law gives to one, no lower one may sign."""

    DEPARTMENT = "department"
    MINISTRY = "ministry"
    MINISTER = "minister"
    CHAIRMAN = "chairman"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return LEVELS[self]


LEVELS = {
    Level.DEPARTMENT: "Sở Công Thương",
    Level.MINISTRY: "Cục",
    Level.MINISTER: "Bộ trưởng Bộ Công Thương",
    Level.CHAIRMAN: "Chủ tịch UBND cấp tỉnh",
}
LADDERS = {
    "KCQG": (Level.DEPARTMENT, Level.MINISTRY, Level.MINISTER),
    "KCDP": (Level.DEPARTMENT, Level.CHAIRMAN),
}
"""Who may sign at all for a purse, the lowest first."""


def suffices(signer: Level, needed: Level, purse: str) -> bool:
    """Whether who signed stands at least as high as who has to decide, on the ladder of that purse."""
    ladder = LADDERS[purse]
    return signer in ladder and needed in ladder and ladder.index(signer) >= ladder.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """A row of the law: who decides one kind of change; `kind` is the kind of project, "" for any.

    `confirmed`: the department confirms first. `papers` are those to hand in, each with its clause.
    """

    change: Change
    purse: str
    kind: str
    level: Level
    who: str
    law: str
    confirmed: bool
    verified: bool = True
    note: str = ""
    papers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the law of a day says to a set of changes; no level where it says nothing to one of them."""

    powers: tuple[Power, ...]
    level: Level | None
    findings: tuple[Finding, ...] = ()

    @property
    def highest(self) -> tuple[Power, ...]:
        """The rows that give the matter to whoever decides it all."""
        return tuple(each for each in self.powers if each.level is self.level)

    @property
    def who(self) -> str:
        """Who decides, in the words of the law."""
        return self.highest[0].who if self.highest else ""

    @property
    def law(self) -> str:
        """The clauses that say so, each once."""
        return "; ".join(dict.fromkeys(each.law for each in self.highest))

    @property
    def confirmed(self) -> bool:
        """Whether the department confirms first."""
        return any(each.confirmed for each in self.powers)

    @property
    def papers(self) -> list[tuple[str, str]]:
        """Every paper to hand in, each once with the clause that asks."""
        found: dict[str, str] = {}
        for power in self.powers:
            for title, law in power.papers:
                found.setdefault(title, law)
        return list(found.items())


def changes_between(before: Terms, after: Terms, *, added: int = 0) -> tuple[Change, ...]:
    """What differs, in the order of the law; `added` is how many projects come in its place."""
    if after.course is Course.STOPPED:
        found = {Change.VIOLATION if after.violation else Change.STOP}
    else:
        found = {
            *_course(before, after),
            *_money(before, after),
            *_people(before, after),
            *_time(before, after),
        }
        if before.title != after.title or (before.costs != after.costs and not found & MONEY):
            found.add(Change.OTHER)
    if added:
        found.add(Change.ADD)
    return tuple(each for each in Change if each in found)


def _course(before: Terms, after: Terms) -> Iterator[Change]:
    if before.course is not after.course:
        yield Change.HOLD if after.course is Course.HELD else Change.RESUME
    elif before.held_until != after.held_until:
        yield Change.HOLD


def _money(before: Terms, after: Terms) -> Iterator[Change]:
    if after.support != before.support:
        yield Change.SUPPORT_UP if after.support > before.support else Change.SUPPORT_DOWN
    if after.contents != before.contents or _moved(before, after):
        yield Change.CONTENT


def _moved(before: Terms, after: Terms) -> bool:
    """Whether support goes from one item or year to another: the stricter reading, for it funds other work."""
    then, now = before.support_by_content, after.support_by_content
    more = [now.get(each, 0) - then.get(each, 0) for each in {*then, *now}]
    return any(each > 0 for each in more) and any(each < 0 for each in more)


def _people(before: Terms, after: Terms) -> Iterator[Change]:
    if after.owners != before.owners:
        yield Change.BENEFICIARY
    if after.places != before.places:
        yield Change.LOCATION
    if after.partner != before.partner:
        yield Change.PARTNER


def _time(before: Terms, after: Terms) -> Iterator[Change]:
    late = max(before.last_year, before.ends_on.year if before.ends_on else 0)
    last = max(after.last_year, after.ends_on.year if after.ends_on else 0)
    # Raised back to a year that the paper still names it is one more, whatever the paper says.
    if last > late or after.last_year > before.last_year:
        yield Change.EXTEND
    elif after.last_year < before.last_year:
        yield Change.SHORTEN
    elif after.ends_on != before.ends_on:
        yield Change.TIME


def ruling_on(changes: Iterable[Change], powers: Sequence[Power], *, purse: str, kind: str) -> Ruling:
    """Who decides these changes of such a project by the rows in force; a gap is said, not filled."""
    found, gaps = [], []
    for change in changes:
        match binding(change, powers, purse=purse, kind=kind):
            case [power]:
                found.append(power)
            case several:
                gaps.append(_unclear(change, len(several)))
    levels = [each.level for each in found if each.level in LADDERS[purse]]
    foreign = [each for each in found if each.level not in LADDERS[purse]]
    gaps += [_unclear(each.change, 0) for each in foreign]
    highest = max(levels, key=LADDERS[purse].index, default=None)
    return Ruling(powers=tuple(found), level=None if gaps else highest, findings=tuple(gaps))


def binding(change: Change, powers: Sequence[Power], *, purse: str, kind: str) -> list[Power]:
    """The rows about that change: those of the kind of project where there are any, else the general."""
    about = [each for each in powers if each.change is change and each.purse == purse]
    own = [each for each in about if each.kind == kind and kind]
    return own or [each for each in about if not each.kind]


def _unclear(change: Change, rows: int) -> Finding:
    told = f"có {rows} dòng khác nhau" if rows else "chưa có dòng nào"
    return error(
        "law_unclear",
        f"“{change.label}”: sổ quy định {told} nói ai quyết định.",
        "Nhờ Cục hoặc Sở ghi quy định vào sổ Định mức, mục Thẩm quyền điều chỉnh; đừng tự quyết định.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """A project of the reserve list that is to come in its place, and what it asks for the year, in đồng."""

    title: str
    year: int
    support: int
    reserve: bool = True


def check_change(
    before: Terms, after: Terms, *, year: int, substitutes: Sequence[Substitute] = ()
) -> list[Finding]:
    """What stands against it whoever decides; an empty list lets it go on."""
    found = [*_check_course(before, after), *_check_terms(after, year), *_check_some_left(before, after)]
    found += _check_lines(before, after)
    if not stops(found) and not changes_between(before, after):
        found.append(error("nothing", "Chưa có gì khác với hiện nay.", "Sửa điều muốn đổi, hoặc thôi đề nghị."))
    if substitutes and after.course is not Course.STOPPED:
        message = "Chỉ thay bằng đề án dự phòng khi ngừng đề án này."
        found.append(error("no_room", message, "Bỏ chọn đề án dự phòng.", "Đề án thay thế"))
    for each in substitutes:
        if not each.reserve or each.year != year:
            message = f"“{each.title}” không còn ở danh sách dự phòng của năm {year}."
            found.append(error("not_reserve", message, "Chọn đề án khác.", "Đề án thay thế"))
    return found


def _check_course(before: Terms, after: Terms) -> Iterator[Finding]:
    now, then = before.course, after.course
    if now is Course.STOPPED:
        yield error("stopped", "Đề án đã ngừng, không điều chỉnh nữa.", "Xem quyết định ngừng.")
    elif then is Course.STOPPED and before.with_course(after) != after:
        message = "Đã ngừng thì không điều chỉnh gì khác của đề án."
        yield error("stop_alone", message, "Để các ô khác như hiện nay.")
    if then is not Course.HELD and after.held_until is not None:
        message = "Ngày dự kiến tiếp tục chỉ dùng khi tạm dừng."
        yield error("no_hold", message, "Chọn “Tạm dừng”, hoặc xóa ngày.", "Ô “Tạm dừng đến ngày”")


def _check_some_left(before: Terms, after: Terms) -> Iterator[Finding]:
    # A project without support is a stopped one: whom the law lets stop it decides that, and not who may cut.
    if after.course is not Course.STOPPED and before.support > 0 and after.support == 0:
        yield nothing_left_of_it()


def nothing_left_of_it(years: str = "") -> Finding:
    """What is read where a cut leaves the project no support that anybody could still work for."""
    message = f"Giảm như vậy thì đề án không còn đồng hỗ trợ nào để thực hiện{years}: đó là ngừng đề án."
    fix = "Chọn “Ngừng đề án”: người được quyết định ngừng quyết định; hoặc để lại một phần hỗ trợ."
    return error("stops_it", message, fix, "Kinh phí hỗ trợ")


def _check_terms(after: Terms, year: int) -> Iterator[Finding]:
    if not after.title.strip():
        yield error("no_title", "Đề án phải có tên.", "Ghi tên đề án.", "Ô “Tên đề án”")
    if after.last_year < year:
        message = f"Năm kết thúc {after.last_year} trước năm kế hoạch {year}."
        yield error("years", message, f"Ghi từ {year} trở đi.", "Ô “Năm kết thúc”")
    elif after.course is not Course.STOPPED:
        yield from _check_years(after)
    if after.ends_on is not None and after.ends_on.year > after.last_year:
        message = f"Kết thúc ngày {after.ends_on:%d/%m/%Y} là sau năm {after.last_year} của đề án."
        fix = "Sửa ngày, hoặc sửa cả năm kết thúc: đó là gia hạn sang năm sau."
        yield error("ends_later", message, fix, "Ô “Kết thúc”")
    if len({each.establishment for each in after.holders}) < len(after.holders):
        message = "Một cơ sở được nêu hai lần."
        yield error("named_twice", message, "Chọn cơ sở khác.", "Ô “Cơ sở”")
    for each in after.costs:
        yield from _check_cost(each)


def _check_years(after: Terms) -> Iterator[Finding]:
    # Nobody gives money to a year in which the project is over, and its acceptance would wait for that year.
    for each in after.costs:
        if each.support > 0 and each.year > after.last_year:
            message = (
                f"Dòng “{each.name}” còn xin {dong(each.support)} của năm {each.year}, "
                f"mà đề án kết thúc năm {after.last_year}."
            )
            fix = "Bỏ phần hỗ trợ của dòng này, hoặc để năm kết thúc như hiện nay."
            yield error("support_later", message, fix, f"Dòng “{each.name}”")


def _check_lines(before: Terms, after: Terms) -> Iterator[Finding]:
    """What stands against the lines that are added or taken out, together."""
    if before.costs and not after.costs:
        message = "Bỏ hết dòng dự toán thì đề án không còn nội dung nào."
        yield error("no_lines", message, "Giữ ít nhất một dòng; không làm nữa thì đề nghị ngừng.", "Dự toán")
    if len(after.costs) > MOST_LINES and len(after.costs) > len(before.costs):
        message = f"Dự toán sẽ có {len(after.costs)} dòng, nhiều nhất là {MOST_LINES}."
        yield error("too_many", message, "Gộp các dòng nhỏ lại.", "Dự toán")
    for each in after.without(before):
        # A year before or after both is told with the other rules of the estimate.
        if after.last_year < each.year <= before.last_year:
            message = f"Năm {each.year} sau năm kết thúc {after.last_year} của đề án."
            fix = "Chọn năm trong thời gian thực hiện, hoặc để năm kết thúc như hiện nay."
            yield error("wrong_year", message, fix, f"Dòng “{each.name}”")


def _check_cost(cost: Cost) -> Iterator[Finding]:
    place = f"Dòng “{cost.name}”"
    fine = cost.quantity.is_finite() and 0 < cost.quantity <= MOST_THINGS and cost.quantity * 1000 % 1 == 0
    if not cost.name.strip() or not fine or cost.unit_price < 0 or cost.support < 0:
        fix = "Ghi nội dung, số lượng lớn hơn 0 (nhiều nhất ba chữ số lẻ), tiền từ 0 trở lên."
        yield error("not_a_line", "Dòng dự toán thiếu nội dung hoặc có số không dùng được.", fix, place)
        return
    try:
        total, counterpart = cost.total, cost.counterpart
    except NotWholeDongError:
        message = "Số lượng × đơn giá không ra số đồng chẵn."
        yield error("not_whole", message, "Sửa số lượng hoặc đơn giá.", place)
        return
    if counterpart < 0:
        message = f"Phần hỗ trợ và nguồn khác vượt thành tiền {dong(total)}."
        yield error("parts_exceed", message, "Giảm phần hỗ trợ, hoặc sửa đơn giá.", place)


def check_signer(signer: Level | None, needed: Level, purse: str, law: str) -> list[Finding]:
    """What stands against who signed: nobody below whom the law names."""
    if signer is not None and suffices(signer, needed, purse):
        return []
    said = signer.label if signer is not None else "Chưa rõ ai ký"
    message = f"{said}: không đủ thẩm quyền; việc này do {needed.label} quyết định ({law})."
    return [error("below_authority", message, f"Trình {needed.label} ký rồi mới ghi.", "Ô “Ai ký”")]
