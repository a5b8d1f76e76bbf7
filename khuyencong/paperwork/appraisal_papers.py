"""Appraisal sheets and minutes as their room knows them → documents, as .docx or PDF."""

from collections.abc import Sequence
from datetime import date, datetime

from khuyencong.paperwork.dossier.appraisal import (
    AppraisalSheet,
    Appraised,
    CouncilMember,
    CouncilMinutes,
    Judged,
    Question,
    Tick,
    Verdict,
    minutes_paper,
    sheet_paper,
)
from khuyencong.paperwork.official import Paper
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_report.letterhead import Letter, long_date
from khuyencong.paperwork.regional_report.wording import VIETNAM
from khuyencong.projects.models import Project
from khuyencong.projects.queries.councils import MinutesPaper
from khuyencong.projects.queries.sheets import Asked, ItemRow, Sheet

"""The place and the number are left for the clerk to write."""


def appraisal_paper(sheet: Sheet, *, named: bool, on: date, at: datetime) -> Paper:
    """The sheet as Mẫu 4a or 4b; a draft until it is concluded."""
    letter = letter_of(
        sheet.agency, "PHIẾU THẨM ĐỊNH", "PTĐ", on, (sheet.applicant,), draft=sheet.concluded_at is None
    )
    return sheet_paper(
        AppraisalSheet(
            letter=letter,
            project=appraised(sheet),
            named=named,
            level=sheet.level_name.lower(),
            appraiser=sheet.keeper,
            at=at,
            made=sheet.made_up,
        )
    )


def council_paper(minutes: MinutesPaper, *, at: datetime) -> Paper:
    """The minutes of one meeting; the sheets of its projects are attached to them."""
    on = minutes.held_at.astimezone(VIETNAM).date()
    letter = letter_of(minutes.agency, "BIÊN BẢN", "BB", on, (), draft=False)
    seated = {each.role: each.name for each in minutes.members if each.present}
    return minutes_paper(
        CouncilMinutes(
            letter=letter,
            level=minutes.level_name.lower(),
            founded_by=f"Quyết định số {minutes.number} {long_date(minutes.decided_on)}",
            began=minutes.held_at,
            ended=None,
            where=minutes.place,
            members=members_of(minutes),
            projects=[
                Appraised(
                    title=each.title,
                    unit=each.applicant,
                    purse=Project.Purse(minutes.purse).label,
                    beneficiaries=(),
                    asked=each.asked,
                    proposed=each.asked if each.outcome == "pass" else 0,
                    conclusion=". ".join(part.rstrip(".") for part in (each.label, each.words) if part) + ".",
                    votes_for=each.votes_for,
                    votes_against=each.votes_against,
                    abstained=each.abstained,
                )
                for each in minutes.concluded
            ],
            chair=seated.get("Chủ tịch", ""),
            secretary=seated.get("Thư ký", ""),
            at=at,
            made=minutes.made_up,
        )
    )


def members_of(minutes: MinutesPaper) -> list[CouncilMember]:
    """Who sat there and what each declared; a concern names the project it is about."""
    concerned: dict[str, list[str]] = {}
    for each in minutes.concluded:
        for name in each.concerned:
            concerned.setdefault(name, []).append(
                f"có liên quan hoặc tham gia soạn “{each.title}”, không biểu quyết"
            )
    silent: dict[str, list[str]] = {}
    for each in minutes.concluded:
        for name in each.silent:
            silent.setdefault(name, []).append(f"chưa khai với “{each.title}”")
    for one in minutes.members:
        told = [*concerned.get(one.name, ()), *silent.get(one.name, ())]
        if one.present and not told:
            told = ["đã khai không liên quan đến các đề án được xét"]
        concerned[one.name] = told
    return [
        CouncilMember(
            name=each.name,
            position="",
            role=each.role,
            present=each.present,
            conflict="; ".join(concerned.get(each.name, ())),
        )
        for each in minutes.members
    ]


def letter_of(agency: str, kind: str, symbol: str, on: date, to: Sequence[str], *, draft: bool) -> Letter:
    """The head of a document of appraisal."""
    return Letter(
        agency=agency,
        parent_agency="",
        place=NO_PLACE,
        on=on,
        number="",
        signer_title="",
        signer_name="",
        recipients=to,
        draft=draft,
        kind=kind,
        symbol=symbol,
    )


def appraised(sheet: Sheet) -> Appraised:
    """The project as the sheet judges it."""
    passed = sheet.state == "passed"
    return Appraised(
        title=sheet.title,
        unit=sheet.applicant,
        purse=Project.Purse(sheet.purse).label,
        beneficiaries=sheet.beneficiaries,
        asked=sheet.asked,
        proposed=sheet.asked if passed else 0,
        items=[judged(each) for each in sheet.items],
        questions=[question(each, sheet.applicant) for each in (*sheet.asked_before, *sheet.asked_now)],
        conclusion=f"{sheet.state_name}. {sheet.conclusion}".strip(),
        votes_for=sheet.said.votes_for if sheet.said is not None else None,
        votes_against=sheet.said.votes_against if sheet.said is not None else None,
        abstained=sheet.said.abstained if sheet.said is not None else 0,
    )


def judged(item: ItemRow) -> Judged:
    """One item: what its questions come to, and every tick below it."""
    marks = [(each.words, mark) for each in item.questions for mark in each.marks]
    return Judged(
        title=item.words.rstrip("."),
        verdict=verdict_of(item),
        ticks=[
            Tick(question=words, answer=mark.label, words=f"{mark.words} ({mark.name})".strip())
            for words, mark in marks
        ],
    )


def verdict_of(item: ItemRow) -> Verdict:
    """Not met where anybody says so; open while a question has no tick."""
    if any(mark.answer == "fail" for each in item.questions for mark in each.marks):
        return "fail"
    return "pass" if all(each.marks for each in item.questions) else "open"


def question(asked: Asked, applicant: str) -> Question:
    """A question with its answer."""
    return Question(text=f"{asked.words} ({asked.where})", asked_to=applicant, answer=asked.answer)
