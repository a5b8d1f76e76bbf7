"""Statements as the rules set them beside each other, and what the treasury signed."""

from django.db.models import Count, QuerySet

from khuyencong.ledger.models import (
    MatchMember,
    Reconciliation,
    SignedSheet,
    Statement,
    StatementLine,
    StatementRemoval,
)
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import Finding, error
from khuyencong.rules.treasury.balances import Period
from khuyencong.rules.treasury.model import Row
from khuyencong.rules.treasury.reading import digits
from khuyencong.rules.treasury.removal import Later, check_removal


def period_of(statement: Statement) -> Period:
    """A statement as the rules set it beside others."""
    names = ("name", "since", "until", "opening", "closing")
    return Period(**{name: getattr(statement, name) for name in names})


def standing_on(row: Reconciliation, account: str) -> tuple[list[Row], list[Period]]:
    """The lines and the statements of one account that stand, oldest first; two SELECTs."""
    files = [each for each in row.statements.standing().defer("content") if digits(each.account) == account]
    lines = row.lines.standing().filter(statement__in=[each.pk for each in files]).order_by("on", "pk")
    return [row_of(each) for each in lines], [period_of(each) for each in files]


def row_of(line: StatementLine) -> Row:
    """A line as it stood in its file."""
    same = {name: getattr(line, name) for name in ("on", "number", "debit", "credit", "balance", "cell")}
    return Row(content=line.told, **same)


def removals_seen_by(actor: Actor) -> QuerySet[StatementRemoval]:
    """The removals in her scope with all a page shows, without the file."""
    rows = StatementRemoval.objects.visible_to(actor).defer("statement__content")
    return rows.select_related(
        "reconciliation__unit",
        "reconciliation__agency",
        "statement__author",
        "agency",
        "desk__agency",
        "author",
    )


def removal_findings(statement: Statement) -> list[Finding]:
    """What stands against setting a statement aside; three SELECTs."""
    row = statement.reconciliation
    days = set(statement.lines.values_list("on", flat=True))
    after = row.statements.standing().filter(pk__gt=statement.pk).order_by("pk")
    names = ("account", "name", "since", "until", "count", "brought")
    same = [
        each
        for each in after.annotate(brought=Count("lines")).values(*names)
        if digits(each.pop("account")) == digits(statement.account)
    ]
    later = [Later(**each) for each in same]
    draft = row.state == Reconciliation.State.DRAFT
    return list(check_removal(days, later, draft=draft, step=row.get_state_display()))


def goes_with(statement: Statement) -> tuple[int, int]:
    """How many lines it brought, and how many pairs hold one of them; two SELECTs."""
    lines = statement.lines.count()
    members = MatchMember.objects.filter(line__statement=statement, active=True)
    return lines, members.values("match").distinct().count()


def removals_that_wait(row: Reconciliation) -> list[StatementRemoval]:
    """What the head has not decided yet of its statements; one SELECT."""
    rows = row.removals.filter(state=StatementRemoval.State.PROPOSED).defer("statement__content")
    return list(rows.select_related("statement", "author"))


def undecided(row: Reconciliation) -> list[Finding]:
    """A reconciliation goes nowhere while the head has a statement of it to decide."""
    return [
        error(
            "removal_waits",
            f"{each} đang chờ lãnh đạo quyết định.",
            "Chờ quyết định, hoặc rút đề nghị ấy.",
            "Sao kê",
        )
        for each in removals_that_wait(row)
    ]


def sheets_of(row: Reconciliation) -> QuerySet[SignedSheet]:
    """What the treasury signed of it, the latest first, without the files; one SELECT."""
    return row.sheets.defer("content").select_related("author")
