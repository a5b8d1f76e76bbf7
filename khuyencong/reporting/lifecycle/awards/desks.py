"""Where a round of awards and its proposals wait, and what they are called there."""

from datetime import date

from khuyencong.organisations.queries import leader_desk
from khuyencong.reporting.models import AwardProposal, AwardRound
from khuyencong.workflow.actions import Waits


def told(found: AwardRound) -> str:
    """The round in one line."""
    return f"{found.form_name} năm {found.year}"


def told_one(found: AwardProposal) -> str:
    """A proposal in one line."""
    return f"{found.name}, {told(found.round)}"


def to_take(found: AwardRound, on: date) -> Waits:
    """At the desk that runs it, until proposals are in."""
    return _here(found, f"Nhận đề nghị, lập hội đồng: {told(found)}", found.until)


def to_conclude(found: AwardRound, on: date) -> Waits:
    """At the same desk, while the council votes."""
    return _here(found, f"Họp hội đồng, ghi biên bản: {told(found)}")


def _here(found: AwardRound, title: str, due: date | None = None) -> Waits:
    source = "hạn của đợt" if due is not None else ""
    return Waits(desk=found.desk.code, agency=found.agency.code, title=title, due=due, due_source=source)


def to_decide(found: AwardRound, on: date) -> Waits | None:
    """At the head of the agency."""
    desk = leader_desk(found.agency, on)
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=f"Ghi quyết định khen thưởng: {told(found)}")


def at_its_desk(found: AwardProposal, on: date) -> Waits:
    """At the desk that writes it."""
    return Waits(
        desk=found.desk.code,
        agency=found.agency.code,
        title=f"Soạn đề nghị khen thưởng: {told_one(found)}",
        due=found.round.until,
        due_source="hạn của đợt",
    )


def at_the_round(found: AwardProposal, on: date) -> Waits:
    """At the desk that runs the round, until the decision."""
    desk = found.round.desk
    return Waits(
        desk=desk.code, agency=found.round.agency.code, title=f"Đề nghị khen thưởng: {told_one(found)}"
    )
