"""What somebody changed by hand in a report: figures changed, lost, or written in beside the coded ones."""

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khuyencong.rules.conference.claims import judged
from khuyencong.rules.conference.told import CHANGES, Told
from khuyencong.rules.printed import UnreadableFigureError, read_printed

NUMBER = re.compile(r"(?<!\w)[-+−–]?\d+(?:[.,/:]\d+)*(?![\d_])")
"""A number, also with its unit written against it: 500tr."""
FALLS, RISES = "giảm", "tăng"
MOST_ALONE = 10
"""So many changed figures are judged one by one; of more only all together."""


class Kind(StrEnum):
    """What happened to a figure."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    RENAMED = "renamed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word an officer reads."""
        return {
            "changed": "Sửa",
            "removed": "Bỏ",
            "added": "Thêm",
            "renamed": "Đổi tên dòng",
            "unknown": "Mã lạ",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A paragraph or a cell: where it stands, its coded figures as (code, text), and its bare words.

    `row` is what the row of its table is called, whose figure it is.
    """

    place: str
    coded: tuple[tuple[str, str], ...]
    words: str
    heading: bool = False
    row: str = ""

    @property
    def bare(self) -> Counter[str]:
        """The numbers that stand in it without a code."""
        return Counter(NUMBER.findall(self.words))

    @property
    def key(self) -> str:
        """By what it is known again after its figures have changed."""
        codes = " ".join(sorted(code for code, _ in self.coded))
        return codes or " ".join(NUMBER.sub("#", self.words).casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure that is not as the report told it; `agrees` is None where that cannot be said."""

    kind: Kind
    place: str
    label: str = ""
    code: str = ""
    old: str = ""
    new: str = ""
    agrees: bool | None = None
    why: str = ""


def differences(
    before: Sequence[Spot], after: Sequence[Spot], told: Mapping[str, Told], printed: Sequence[Told]
) -> tuple[Difference, ...]:
    """Everything between a text as written and as it came back: changed, then removed, then added.

    `told` are the figures by code; `printed` those of the whole report, for what must agree with what.
    """
    found = [
        *changed(before, after, told),
        *removed(before, after, told),
        *added(before, after),
        *renamed(before, after),
    ]
    return tuple(weighed(found, told, printed))


def changed(before: Sequence[Spot], after: Sequence[Spot], told: Mapping[str, Told]) -> Iterator[Difference]:
    """Coded figures whose text is another, and codes that are none of this report's."""
    texts = defaultdict(list)
    for spot in before:
        for code, text in spot.coded:
            texts[code].append(text)
    for spot in after:
        for code, text in spot.coded:
            if code not in told:
                yield Difference(kind=Kind.UNKNOWN, place=spot.place, code=code, new=text)
            elif text.strip() and not any(same(text, old) for old in texts[code]):
                yield Difference(
                    kind=Kind.CHANGED,
                    place=spot.place,
                    label=told[code].label,
                    code=code,
                    old=likest(text, texts[code], told[code]),
                    new=plain(text),
                )


def likest(text: str, given: Sequence[str], told: Told) -> str:
    """The old text of the same form: in a sentence with its words, in a table bare."""
    worded = [each for each in given if bool(words_of(each)) == bool(words_of(text))]
    return (worded or list(given) or [told.text])[0]


def removed(before: Sequence[Spot], after: Sequence[Spot], told: Mapping[str, Told]) -> Iterator[Difference]:
    """Coded figures that stand in fewer places than before; what was only moved is not among them."""
    left = Counter(code for spot in after for code, text in spot.coded if text.strip())
    pairs = paired(before, after)
    gone = Counter(code for spot in before for code, _ in spot.coded) - left
    for spot in before:
        there = (
            Counter(code for code, text in pairs[id(spot)].coded if text.strip())
            if id(spot) in pairs
            else Counter()
        )
        for code, text in spot.coded:
            if there[code]:
                there[code] -= 1
            elif gone[code]:
                gone[code] -= 1
                label = told[code].label if code in told else ""
                yield Difference(kind=Kind.REMOVED, place=spot.place, label=label, code=code, old=plain(text))


def added(before: Sequence[Spot], after: Sequence[Spot]) -> Iterator[Difference]:
    """Numbers without a code that did not stand there."""
    became = paired(before, after)
    pairs = {id(became[id(old)]): old for old in before if id(old) in became}
    for spot in after:
        old = pairs.get(id(spot))
        for number, times in (spot.bare - (old.bare if old is not None else Counter())).items():
            for _ in range(times):
                yield Difference(
                    kind=Kind.ADDED, place=spot.place, new=number, label=around(spot.words, number)
                )


def renamed(before: Sequence[Spot], after: Sequence[Spot]) -> Iterator[Difference]:
    """Rows whose figures now stand beside another name, each row once: they say them of somebody else."""
    rows = defaultdict(set)
    names: dict[str, str] = {}
    for spot in before:
        for code, _ in spot.coded if spot.row else ():
            rows[code].add(named(spot.row))
            names.setdefault(code, plain(spot.row))
    seen: set[tuple[str, str]] = set()
    for spot in after:
        now = plain(spot.row)
        moved = [code for code, _ in spot.coded if now and rows[code] and named(now) not in rows[code]]
        for code in moved[:1]:
            if (names[code], now) not in seen:
                seen.add((names[code], now))
                why = f"Các số của dòng “{names[code]}” nay đứng ở dòng “{now}”: xem tay."
                yield Difference(
                    kind=Kind.RENAMED, place=spot.place, label="Tên dòng", old=names[code], new=now, why=why
                )


def named(row: str) -> str:
    """A row's name to compare by: numbers in it are told by themselves."""
    return " ".join(NUMBER.sub("", plain(row)).casefold().split())


def around(words: str, number: str) -> str:
    """The words a number stands in."""
    at = words.find(number)
    start, end = max(at - 40, 0), at + len(number) + 40
    return f"{'…' if start else ''}{' '.join(words[start:end].split())}{'…' if end < len(words) else ''}"


def paired(before: Sequence[Spot], after: Sequence[Spot]) -> dict[int, Spot]:
    """Each spot of before, by identity, and the one of after that it became.

    First those of the same key wherever they were moved to, then those that share a code, then those that stand
    at the same place: in linear time, for a hundred cells may look alike.
    """
    pairs: dict[int, Spot] = {}
    free = list(after)
    for keys_of in (own_key, codes_of, places_of):
        waiting: dict[str, deque[Spot]] = defaultdict(deque)
        for spot in free:
            for key in keys_of(spot):
                waiting[key].append(spot)
        taken: set[int] = set()
        for spot in before:
            if id(spot) in pairs:
                continue
            found = next(
                (each for key in keys_of(spot) for each in waiting[key] if id(each) not in taken), None
            )
            if found is not None:
                pairs[id(spot)] = found
                taken.add(id(found))
                for key in keys_of(found):
                    waiting[key].remove(found)
        free = [each for each in free if id(each) not in taken]
    return pairs


def own_key(spot: Spot) -> tuple[str, ...]:
    """By its codes or its words."""
    return (spot.key,)


def codes_of(spot: Spot) -> tuple[str, ...]:
    """By each of its codes."""
    return tuple(dict.fromkeys(code for code, _ in spot.coded))


def places_of(spot: Spot) -> tuple[str, ...]:
    """By where it stands."""
    return (spot.place,)


def plain(text: str) -> str:
    """A text with its blanks made alike."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def words_of(text: str) -> str:
    """What stands around the number: its direction and its unit."""
    return NUMBER.sub("", plain(text)).replace(" ", "").casefold()


def same(left: str, right: str) -> bool:
    """Whether two texts say the same figure in the same words; blanks do not count."""
    return plain(left).replace(" ", "").casefold() == plain(right).replace(" ", "").casefold()


def value_in(text: str, told: Told) -> str | None:
    """The number of a text with its sign, as a claim prints it; None where it is none, or in another unit."""
    found = NUMBER.findall(plain(text))
    if len(found) != 1:
        return None
    around_it = words_of(text)
    expected = {words_of(told.text), words_of(told.cell)} | {""}
    bare = around_it.replace(FALLS, "").replace(RISES, "")
    if bare not in {each.replace(FALLS, "").replace(RISES, "") for each in expected}:
        return None
    number = str(found[0]).replace("−", "-").replace("–", "-")
    if told.kind in CHANGES and not told.plain and FALLS in around_it:
        number = f"-{number.lstrip('-+')}"
    try:
        read_printed(number)
    except UnreadableFigureError:
        return None
    return number


def weighed(
    found: Sequence[Difference], told: Mapping[str, Told], printed: Sequence[Told]
) -> Iterator[Difference]:
    """The same with whether each new value can be true beside the others."""
    values: dict[str, list[str | None]] = defaultdict(list)
    for each in found:
        if each.kind == Kind.CHANGED:
            values[each.code].append(value_in(each.new, told[each.code]))
    new = {told[code].name: given[0] for code, given in values.items() if given[0] and len(set(given)) == 1}
    before = {finding.message for finding in judged(printed)} if new else set()
    together = fresh(printed, new, before) if new else ()
    for each in found:
        if each.kind != Kind.CHANGED:
            yield each
            continue
        yield verdict(each, told[each.code], values[each.code], new, printed, before, together)


def fresh(printed: Sequence[Told], new: Mapping[str, str], before: set[str]) -> tuple[str, ...]:
    """What the engine finds in the changed text that it did not find in the old one."""
    return tuple(each.message for each in judged(printed, new) if each.message not in before)


def verdict(
    each: Difference,
    told: Told,
    given: Sequence[str | None],
    new: Mapping[str, str],
    printed: Sequence[Told],
    before: set[str],
    together: Sequence[str],
) -> Difference:
    """One changed figure, judged alone and with the other changes."""
    if None in given:
        return told_off(each, None, "Không đọc được số mới, hoặc đơn vị, chiều tăng giảm đã đổi: phải xem tay.")
    if len(set(given)) > 1:
        return told_off(each, False, "Cùng một mã mà các nơi ghi số khác nhau.")
    if not together:
        return told_off(each, True, "Khớp với các số khác của báo cáo.")
    alone = fresh(printed, {told.name: new[told.name]}, before) if len(new) <= MOST_ALONE else together
    if not alone:
        return told_off(each, True, "Riêng số này khớp với các số khác; các chỗ sửa khác thì không.")
    return told_off(each, False, alone[0])


def told_off(each: Difference, agrees: bool | None, why: str) -> Difference:
    """The same difference with its verdict."""
    return Difference(
        kind=each.kind,
        place=each.place,
        label=each.label,
        code=each.code,
        old=each.old,
        new=each.new,
        agrees=agrees,
        why=why,
    )
