"""Drawing contracts and annexes up, and rewriting them while nobody has signed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.models import Beneficiary, Contract, ContractCopy, Project
from khuyencong.projects.models.states import AT_WORK
from khuyencong.projects.queries.contracts import bounds_of, has_signed_copy, in_force_of
from khuyencong.rules.contracts import Bounds, Terms, check_terms
from khuyencong.rules.findings import BlockedError, error, stops
from khuyencong.workflow.actions import Dossier, locked, record

TAKEN = "Đã có hợp đồng của năm này, hoặc một phụ lục đang soạn."


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """With whom and for which year; no beneficiary means the implementing unit."""

    year: int
    beneficiary: Beneficiary | None = None

    @property
    def kind(self) -> Contract.Kind:
        """What such a contract is called."""
        return Contract.Kind.UNIT if self.beneficiary is None else Contract.Kind.BENEFICIARY


@transaction.atomic
def draw_up(
    project: Project, terms: Terms, *, other: Other, by: Actor, at: datetime, made_up: bool = False
) -> Contract:
    """Begin a contract on an approved project. PermissionDenied, or BlockedError with what is wrong."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    if by.agency is None or by.desk is None or not permissions.may_draw_up(by, row, other.kind):
        raise PermissionDenied
    if row.state not in AT_WORK:
        message = f"Đề án đang ở bước “{row.get_state_display().lower()}” nên chưa ký hợp đồng được."
        raise BlockedError(error("not_approved", message, "Chờ quyết định phê duyệt được ghi."))
    held(terms, bounds_of(row, kind=other.kind, year=other.year, on=localtime(at).date()))
    contract = Contract(
        project=row,
        kind=other.kind,
        year=other.year,
        beneficiary=other.beneficiary,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        made_up=made_up or row.made_up,
    )
    return kept(contract, terms, "contract.begin", "Soạn hợp đồng", by=by, at=at)


@transaction.atomic
def amend(first: Contract, terms: Terms, *, reason: str, by: Actor, at: datetime) -> Contract:
    """Begin an annex to a signed contract. PermissionDenied, or BlockedError with what is wrong."""
    Project.objects.select_for_update().get(pk=first.project_id)
    if by.agency is None or by.desk is None or not permissions.prepares_contract(by, first):
        raise PermissionDenied
    if in_force_of(first) is None:
        raise BlockedError(error("not_signed", "Hợp đồng chưa ký.", "Sửa thẳng bản đang soạn."))
    if not reason.strip():
        raise BlockedError(error("reason_missing", "Phụ lục phải ghi lý do.", "Ghi lý do.", "Ô “Lý do”"))
    on = localtime(at).date()
    held(terms, bounds_of(first.project, kind=first.kind, year=first.year, on=on, besides=first))
    annex = Contract(
        project=first.project,
        kind=first.kind,
        year=first.year,
        beneficiary=first.beneficiary,
        amends=first,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        reason=" ".join(reason.split()),
        created_at=at,
        made_up=first.made_up,
    )
    return kept(annex, terms, "contract.amend", "Soạn phụ lục hợp đồng", by=by, at=at)


@transaction.atomic
def rewrite(contract: Contract, terms: Terms, *, by: Actor, at: datetime) -> Contract:
    """Change what a draft says. PermissionDenied, or BlockedError with what is wrong."""
    row = locked(contract)
    if not permissions.prepares_contract(by, row):
        raise PermissionDenied
    if row.state != Contract.State.DRAFT:
        message = f"Hợp đồng đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa, hoặc làm phụ lục khi đã ký."))
    held(terms, bounds_for(row, at))
    return kept(row, terms, "contract.rewrite", "Sửa hợp đồng đang soạn", by=by, at=at)


@transaction.atomic
def keep_contract_copy(
    contract: Contract, *, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> ContractCopy:
    """Keep what both sides signed; the same file again is the copy that is there. The door judged the file.

    After its terms were written anew the same file is told again: now it is said to be of these.
    """
    row = locked(contract)
    if not permissions.hands_in_copy(by, row):
        raise PermissionDenied
    if row.state not in (Contract.State.PROPOSED, Contract.State.SIGNED):
        message = f"Hợp đồng đang ở bước “{row.get_state_display().lower()}”, chưa có bản ký."
        raise BlockedError(error("not_proposed", message, "Trình ký trước."))
    digest = hashlib.sha256(content).hexdigest()
    said = {"name": name, "media_type": media_type, "content": content, "author": by.account, "at": at}
    copy, new = ContractCopy.objects.get_or_create(contract=row, sha256=digest, defaults=said)
    if not new and has_signed_copy(row):
        return copy
    about = Dossier(kind="contract", key=str(row.pk), agency=row.agency.code)
    told = f"Nộp bản đã ký: {row.project.title}"
    record("contract.copy", told, about=about, by=by, at=at, after={"name": name, "sha256": digest})
    return copy


def bounds_for(contract: Contract, at: datetime) -> Bounds:
    """What the terms of this paper are held to on the day of `at`."""
    on = localtime(at).date()
    return bounds_of(contract.project, kind=contract.kind, year=contract.year, on=on, besides=contract.first)


def held(terms: Terms, bounds: Bounds) -> None:
    """BlockedError where an error stands in the way; warnings do not."""
    found = list(check_terms(terms, bounds))
    if stops(found):
        raise BlockedError(*found)


def kept(contract: Contract, terms: Terms, name: str, title: str, *, by: Actor, at: datetime) -> Contract:
    """Write the terms down and tell the trail."""
    contract.support, contract.counterpart = terms.support, terms.counterpart
    contract.begins_on, contract.ends_on = terms.begins_on, terms.ends_on
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError as caught:
        raise BlockedError(error("contract_taken", TAKEN, "Mở bản đã có, hoặc bỏ bản đang soạn.")) from caught
    about = Dossier(kind="contract", key=str(contract.pk), agency=contract.agency.code)
    after = {
        "support": terms.support,
        "counterpart": terms.counterpart,
        "begins_on": terms.begins_on,
        "ends_on": terms.ends_on,
    }
    told = f"{title}: {contract.project.title}"
    record(name, told, about=about, by=by, at=at, after=after, reason=contract.reason)
    return contract
