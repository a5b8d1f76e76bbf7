"""Preparing a rate of advance for one contract, while it is a draft."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.models import AdvanceRate
from khuyencong.ledger.queries.claims import is_final, tiers_on
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.advances import check_rate
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Dossier, locked, record


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRate:
    """What is proposed: the rate in percent, the papers one a line, and why the law's will not do."""

    percent: int
    papers: str
    reason: str


@transaction.atomic
def prepare_rate(contract: Contract, wanted: WantedRate, *, by: Actor, at: datetime) -> AdvanceRate:
    """Begin one on a signed contract with the unit. PermissionDenied or BlockedError."""
    first = contract.first
    if by.desk is None or by.agency is None or not permissions.may_set_rate(by, first.project):
        raise PermissionDenied
    if found := unready(first):
        raise BlockedError(*found)
    words = checked(wanted, by_law_of=at)
    try:
        with transaction.atomic():
            made = AdvanceRate.objects.create(
                project=first.project,
                contract=first,
                percent=wanted.percent,
                papers=words.papers,
                reason=words.reason,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=first.made_up,
            )
    except IntegrityError as caught:
        message = "Hợp đồng này đang có một mức tạm ứng riêng chưa xong."
        raise BlockedError(error("rate_open", message, "Mở hồ sơ ấy, hoặc bỏ nó trước.")) from caught
    tell("advance_rate.begin", "Soạn mức tạm ứng riêng", made, by=by, at=at)
    return made


@transaction.atomic
def rewrite_rate(rate: AdvanceRate, wanted: WantedRate, *, by: Actor, at: datetime) -> AdvanceRate:
    """Another rate, other papers or words while it is a draft. PermissionDenied or BlockedError."""
    row = locked(rate)
    if not permissions.prepares_rate(by, row):
        raise PermissionDenied
    if row.state != AdvanceRate.State.DRAFT:
        message = f"Hồ sơ đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    words = checked(wanted, by_law_of=at)
    row.percent, row.papers, row.reason = wanted.percent, words.papers, words.reason
    row.save(update_fields=["percent", "papers", "reason"])
    tell("advance_rate.rewrite", "Sửa mức tạm ứng riêng", row, by=by, at=at)
    return row


def checked(wanted: WantedRate, *, by_law_of: datetime) -> WantedRate:
    """The same with its papers one a line, each once; BlockedError for what the law of that day forbids."""
    lines = (" ".join(line.split()) for line in wanted.papers.splitlines())
    papers = list(dict.fromkeys(line for line in lines if line))
    cap = tiers_on(localtime(by_law_of).date(), Project.Purse.NATIONAL).cap
    found = list(check_rate(wanted.percent, papers, cap))
    if any(len(each) > PAPER_CHARACTERS for each in papers):
        message = f"Có giấy tờ dài quá {PAPER_CHARACTERS} ký tự."
        found.append(error("paper_too_long", message, "Ghi tên giấy tờ ngắn lại.", "Ô “Hồ sơ tạm ứng”"))
    if not wanted.reason.strip():
        message = "Chưa ghi vì sao phải khác mức quy định."
        found.append(error("no_words", message, "Ghi lý do.", "Ô “Lý do”"))
    if found:
        raise BlockedError(*found)
    return WantedRate(percent=wanted.percent, papers="\n".join(papers), reason=wanted.reason.strip())


PAPER_CHARACTERS = 300
"""As long as the title of a claim's paper may be."""


def unready(contract: Contract) -> list[Finding]:
    """Why no rate may be decided on it now. Locks the project, so that a stop comes wholly before or after."""
    project = Project.objects.select_for_update().get(pk=contract.project_id)
    if contract.kind != Contract.Kind.UNIT or contract.state != Contract.State.SIGNED:
        message = "Chỉ quyết định mức tạm ứng riêng trên hợp đồng thực hiện đề án đã ký."
        return [error("not_signed", message, "Chờ hợp đồng được ký và ghi.")]
    if project.state != Project.State.CONTRACTED:
        message = f"Đề án đang ở bước “{project.get_state_display().lower()}” nên không tạm ứng."
        return [error("not_running", message, "Chỉ quyết định khi đề án đang thực hiện.", "Đề án")]
    if is_final(contract):
        message = "Hợp đồng đã nghiệm thu lần cuối nên không tạm ứng nữa."
        return [error("accepted", message, "Chi phần còn lại, rồi quyết toán.")]
    return []


def tell(name: str, title: str, row: AdvanceRate, *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="advance_rate", key=str(row.pk), agency=row.agency.code)
    after: dict[str, object] = {"percent": row.percent, "papers": row.papers, "reason": row.reason}
    record(name, f"{title}: {row.project.title}", about=about, by=by, at=at, after=after)
