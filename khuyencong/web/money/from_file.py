"""What a claim's papers can be taken from: signed files on record, and forms the system prints itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, localtime

from khuyencong.ledger.actions.claims import hand_in_for
from khuyencong.ledger.actions.taking import take_from_file
from khuyencong.ledger.models import Acceptance, Claim, ClaimPaper
from khuyencong.ledger.queries.on_file import OnFile, on_file
from khuyencong.ledger.queries.printing import MoneyFile, money_file
from khuyencong.ledger.queries.vouchers import voucher_findings
from khuyencong.paperwork import closing_papers, money_papers
from khuyencong.paperwork.official import Paper, pdf_of
from khuyencong.projects.queries.progress import last_seen
from khuyencong.rules.findings import BlockedError, error, stops
from khuyencong.web.requests import asking, key_of

PRINTS: Mapping[str, tuple[str, str, str, Callable[..., Paper]]] = {
    "tien-do": ("Báo cáo tiến độ", "Mẫu 3a", "reports", money_papers.progress_paper),
    "khoi-luong": ("Mẫu 3b", "Mẫu 3b", "contracts", money_papers.work_paper),
    "quyet-toan": ("Mẫu 7", "Mẫu 7", "settlements", closing_papers.settlement_detail),
    "bang-ke": ("Mẫu 8", "Mẫu 8", "settlements", closing_papers.voucher_list),
    "thanh-toan": ("Mẫu 9", "Mẫu 9", "payments", closing_papers.payment_proposal),
}
"""Kind of a print: the words by which a list asks for it, its form, its rows, and what makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """For one paper: the file on record it is a copy of, and what it may be taken from: (key, words)."""

    same: OnFile | None = None
    offers: list[tuple[str, str]] = field(default_factory=list)


def held_for(
    request: HttpRequest, claim: Claim, papers: Sequence[ClaimPaper], *, offers: bool
) -> dict[int, Held]:
    """For each paper by its place; a fixed number of SELECTs however many."""
    files = on_file(claim, asking(request))
    prints = list(printable(claim)) if offers else []
    found = {}
    for each in papers:
        same = next((file for file in files if file.sha256 == each.sha256), None)
        taken = [(file.key, file.told) for file in files if file.answers(each.title)]
        taken += [
            (f"in-{kind}-{key}", f"bản in {told}")
            for kind, key, told in prints
            if PRINTS[kind][0] in each.title
        ]
        found[each.position] = Held(same=same, offers=taken if offers else [])
    return found


def printable(claim: Claim) -> Iterator[tuple[str, int, str]]:
    """(kind, row, words) of the forms that say something final now: nothing half done is handed in."""
    on, contract = localdate(), claim.contract.first
    report = last_seen(claim.project)
    if report is not None:
        yield "tien-do", report.pk, f"Mẫu 3a, tháng {report.month:%m/%Y}, Sở đã xem"
    accepted = Acceptance.objects.filter(contract=contract, state=Acceptance.State.RECORDED)
    if accepted.exists():
        yield "khoi-luong", contract.pk, "Mẫu 3b theo khối lượng đã nghiệm thu"
    if (
        claim.kind == Claim.Kind.SETTLEMENT
        and claim.vouchers.exists()
        and not stops(voucher_findings(claim, on))
    ):
        yield "quyet-toan", claim.pk, "Mẫu 7 theo bảng kê đã đủ"
        yield "bang-ke", claim.pk, "Mẫu 8 theo bảng kê đã đủ"
    if claim.kind == Claim.Kind.PAYMENT:
        yield "thanh-toan", claim.pk, "Mẫu 9 theo số đề nghị này"


def take(request: HttpRequest, claim: Claim) -> None:
    """Hand in what she chose for the paper: a copy from its dossier, or what is printed now. BlockedError."""
    place, key = key_of(request.POST.get("paper", "")), request.POST.get("from", "")
    paper = get_object_or_404(claim.papers.defer("content"), position=place)
    by, at = asking(request), localtime()
    if not key.startswith("in-"):
        take_from_file(paper, key, by=by, at=at)
        return
    found = next((each for each in printable(claim) if f"in-{each[0]}-{each[1]}" == key), None)
    if found is None or PRINTS[found[0]][0] not in paper.title:
        message = "Bản in ấy không dùng cho giấy tờ này, hoặc số liệu vừa đổi."
        raise BlockedError(error("not_on_file", message, "Tải lại trang, hoặc nộp tệp.", "Giấy tờ"))
    kind, row, told = found
    content = pdf_of(printed(money_file(by, claim.project_id, localdate()), kind, row))
    name = f"{PRINTS[kind][1].lower().replace(' ', '-').replace('ẫ', 'a')}-in-tu-ho-so-{at:%d-%m-%Y}.pdf"
    hand_in_for(
        paper, name=name, media_type="application/pdf", content=content, taken_from=f"In {told}", by=by, at=at
    )


def printed(file: MoneyFile, kind: str, key: int) -> Paper:
    """The form as it is printed beside the claim."""
    _, _, rows, make = PRINTS[kind]
    return make(file, {each.pk: each for each in getattr(file, rows)}[key], localtime())
