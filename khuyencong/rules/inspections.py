"""An inspection on site (kiểm tra): what its answers come to, and what stands against its minutes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.findings import Finding, Severity, error

SHORT = 60
"""Characters of a question that are enough to know it again."""


class Answer(StrEnum):
    """What was found to a question; our own scale."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    SKIPPED = "skip"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {"yes": "Đúng", "partly": "Đúng một phần", "no": "Không", "skip": "Không áp dụng"}[self.value]

    @property
    def points(self) -> int | None:
        """Of two; None where the question does not apply."""
        return {"yes": 2, "partly": 1, "no": 0, "skip": None}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was found to one question, in a word and in words."""

    answer: Answer
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something to be put right, by when."""

    words: str
    wanted: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What the minutes say; `answers` by the code of the question."""

    held_on: date
    place: str
    attendants: str
    conclusion: str
    answers: Mapping[str, Said]
    faults: Sequence[Fault] = ()


def score(answers: Sequence[Answer]) -> Fraction | None:
    """The share of the points that could be had; None where no question applies."""
    points = [each.points for each in answers if each.points is not None]
    return Fraction(sum(points), 2 * len(points)) if points else None


def check_minutes(said: Minutes, questions: Mapping[str, str], today: date) -> Iterator[Finding]:
    """Everything that keeps the minutes from being laid before the head; `questions` are words by code."""
    if said.held_on > today:
        yield _found("future", f"Ngày kiểm tra {said.held_on:%d/%m/%Y} chưa đến.", "Xem lại ngày.", "Ngày")
    for name, text in (("Nơi kiểm tra", said.place), ("Thành phần", said.attendants)):
        if not text.strip():
            yield _found("left_out", f"Chưa ghi {name.lower()}.", "Ghi như trong biên bản.", name)
    if not said.conclusion.strip():
        yield _found("no_conclusion", "Chưa ghi kết luận.", "Ghi một câu trả lời chung.", "Kết luận")
    for number, (code, words) in enumerate(questions.items(), start=1):
        if code not in said.answers:
            yield error("unanswered", "chưa trả lời.", "Chọn một trong bốn.", place_of(number, words))
    yield from without_words(said.answers, questions)
    for each in said.faults:
        if each.due <= said.held_on:
            message = f"“{each.words}” có hạn {each.due:%d/%m/%Y}, không sau ngày kiểm tra."
            yield _found("due_before", message, "Cho thời gian để làm.", "Hạn")
    bad = any(each.answer is Answer.NO for each in said.answers.values())
    if bad and not said.faults:
        message = "Có câu trả lời “Không” mà chưa có việc nào phải khắc phục."
        fix = "Ghi việc phải khắc phục và hạn, hoặc nói rõ trong kết luận vì sao không cần."
        yield _found("nothing_to_mend", message, fix, "Phải khắc phục", severity=Severity.WARNING)


def without_words(answers: Mapping[str, Said], questions: Mapping[str, str]) -> Iterator[Finding]:
    """Every answer that only counts with what was seen, and has none; by the number of its question."""
    for number, (code, words) in enumerate(questions.items(), start=1):
        said = answers.get(code)
        if said is not None and said.answer in (Answer.NO, Answer.PARTLY) and not said.words.strip():
            message = f"trả lời “{said.answer.label}” phải kèm lời."
            fix = "Ghi đã thấy gì ở ô “Thấy gì” ngay dưới câu ấy."
            yield error("no_words", message, fix, place_of(number, words))


def place_of(number: int, words: str) -> str:
    """A question as it is found again on the page: its number and its first words."""
    short = words if len(words) <= SHORT else f"{words[:SHORT].rsplit(' ', 1)[0]}…"
    return f"Câu {number} ({short})"


def _found(code: str, message: str, fix: str, place: str, *, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, place=f"Ô “{place}”")
