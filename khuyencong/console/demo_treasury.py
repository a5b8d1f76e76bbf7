"""A made statement beside the made postings: most of it matches, two lines do not; and two wrong files.

One was set aside, of the other the head has still to say so.
"""

from collections.abc import Sequence
from datetime import datetime

from khuyencong.console.demo_plans import NATIONAL
from khuyencong.ledger.actions.statements import take_statement
from khuyencong.ledger.actions.treasury import Pair, tie_all
from khuyencong.ledger.lifecycle import STATEMENT_REMOVAL, begin_reconciliation, begin_removal
from khuyencong.ledger.models import Reconciliation, Statement
from khuyencong.ledger.queries.treasury import whole_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.paperwork.statement_file import check_statement_file
from khuyencong.projects.models import Project
from khuyencong.rules.treasury.matching import Sureness
from khuyencong.rules.treasury.model import Side
from khuyencong.workflow.lifecycle import Act

NAME = "sao-ke-minh-hoa.csv"
LINES = (
    ("UNC-77 (minh họa)", "KP khuyen cong tam ung HD 00/HD, may say kho ca", -77_000_000),
    ("FT002 (minh họa)", "KP khuyen cong chi phan con lai may say kho ca", -33_000_000),
    ("FT003 (minh họa)", "Phi chuyen tien", -22_000),
    ("FT004 (minh họa)", "Nop tra KP khuyen cong, chua ro de an", 5_000_000),
)
"""(number, words, what it adds to the account of who pays), in đồng."""
OPENING = 500_000_000
ACCOUNT, OTHER, THIRD = (f"0000.0.000000{number}" for number in (1, 2, 3))
"""The account that is reconciled, and two that have nothing to do with it."""
MAINTENANCE = (
    ("UNC-91 (minh họa)", "Sua chua tru so", -18_400_000),
    ("UNC-92 (minh họa)", "Mua van phong pham", -3_150_000),
)
FAIR = (
    ("UNC-31 (minh họa)", "Thue gian hang hoi cho", -64_000_000),
    ("UNC-32 (minh họa)", "In to roi", -7_500_000),
    ("UNC-33 (minh họa)", "Hoan kinh phi hoi cho", 2_000_000),
)
WRONG = (
    ("sao-ke-tai-khoan-chi-thuong-xuyen.csv", OTHER, MAINTENANCE, "Là tài khoản chi thường xuyên"),
    ("sao-ke-hoi-cho.csv", THIRD, FAIR, "Là tài khoản của hội chợ"),
)
"""(name, account, lines, why it is wrong) of files that were read in by mistake; the first is set aside."""


def load_treasury(at: datetime) -> int:
    """How many reconciliations were begun: one, of who settled; a second run begins none."""
    user = person_named("ketoan")
    rows = Project.objects.filter(made_up=True, purse=NATIONAL, year=at.date().year, books__isnull=False)
    project = rows.order_by("pk").first()
    if user is None or project is None or Reconciliation.objects.filter(made_up=True).exists():
        return 0
    by, year = seated(user, at.date()), at.date().year
    made = begin_reconciliation(
        project.agency, purse=NATIONAL, year=year, side=Side.PAYER, act=Act(by=by, at=at), made_up=True
    )
    taken(made, NAME, statement(at, ACCOUNT, LINES), by, at)
    pairs = [
        Pair(lines=each.lines, postings=each.entries, reason=each.reason)
        for each in whole_of(made).matched.proposals
        if each.sureness is Sureness.CERTAIN
    ]
    tie_all(made, pairs, by=by, at=at)
    mistaken(made, by, at)
    return 1


def taken(made: Reconciliation, name: str, content: bytes, by: Actor, at: datetime) -> Statement:
    """A file, read in."""
    checked = check_statement_file(name, content, year=made.year, today=at.date())
    given = take_statement(made, checked, name=name, media_type="text/csv", content=content, by=by, at=at)
    return given.statement


def mistaken(made: Reconciliation, by: Actor, at: datetime) -> None:
    """Two files of other accounts: the first set aside by the head, the second waits for her."""
    leader = person_named("lanhdao")
    for number, (name, account, lines, why) in enumerate(WRONG):
        wrong = taken(made, name, statement(at, account, lines), by, at)
        asked = begin_removal(wrong, reason=f"{why}, tải nhầm (số liệu minh họa).", by=by, at=at)
        if number == 0 and leader is not None:
            act = Act(by=seated(leader, at.date()), at=at)
            STATEMENT_REMOVAL.perform("statement_removal.decide", asked, act)


def statement(at: datetime, account: str, lines: Sequence[tuple[str, str, int]]) -> bytes:
    """A statement as a treasury would export it, made up, of one day."""
    balance, rows = OPENING, []
    for number, words, net in lines:
        balance += net
        debit, credit = (f"{-net:,}", "") if net < 0 else ("", f"{net:,}")
        rows.append(f'{at:%d/%m/%Y};{number};{words};"{debit}";"{credit}";"{balance:,}"')
    head = [
        "SAO KÊ TÀI KHOẢN (SỐ LIỆU MINH HỌA);;;;;",
        f"Số tài khoản: {account};;;;;",
        f"Từ ngày 01/01/{at.year} đến ngày {at:%d/%m/%Y};;;;;",
        "Ngày hạch toán;Số chứng từ;Diễn giải;Phát sinh Nợ;Phát sinh Có;Số dư",
        f";;Số dư đầu kỳ;;;{OPENING:,}",
    ]
    return "\n".join([*head, *rows, f";;Số dư cuối kỳ;;;{balance:,}"]).encode()
