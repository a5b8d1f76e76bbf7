"""A made statement beside the made postings: most of it matches, two lines do not."""

from datetime import datetime

from khuyencong.console.demo_plans import NATIONAL
from khuyencong.ledger.actions.statements import take_statement
from khuyencong.ledger.actions.treasury import Pair, tie_all
from khuyencong.ledger.lifecycle import begin_reconciliation
from khuyencong.ledger.models import Reconciliation
from khuyencong.ledger.queries.treasury import whole_of
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
    content = statement(at)
    checked = check_statement_file(NAME, content, year=year, today=at.date())
    take_statement(made, checked, name=NAME, media_type="text/csv", content=content, by=by, at=at)
    pairs = [
        Pair(lines=each.lines, postings=each.entries, reason=each.reason)
        for each in whole_of(made).matched.proposals
        if each.sureness is Sureness.CERTAIN
    ]
    tie_all(made, pairs, by=by, at=at)
    return 1


def statement(at: datetime) -> bytes:
    """A statement as a treasury would export it, made up, of one day."""
    balance, rows = OPENING, []
    for number, words, net in LINES:
        balance += net
        debit, credit = (f"{-net:,}", "") if net < 0 else ("", f"{net:,}")
        rows.append(f'{at:%d/%m/%Y};{number};{words};"{debit}";"{credit}";"{balance:,}"')
    head = [
        "SAO KÊ TÀI KHOẢN (SỐ LIỆU MINH HỌA);;;;;",
        "Số tài khoản: 0000.0.0000001;;;;;",
        f"Từ ngày 01/01/{at.year} đến ngày {at:%d/%m/%Y};;;;;",
        "Ngày hạch toán;Số chứng từ;Diễn giải;Phát sinh Nợ;Phát sinh Có;Số dư",
        f";;Số dư đầu kỳ;;;{OPENING:,}",
    ]
    return "\n".join([*head, *rows, f";;Số dư cuối kỳ;;;{balance:,}"]).encode()
