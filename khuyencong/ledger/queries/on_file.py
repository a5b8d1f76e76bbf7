"""Signed papers on record that a claim asks for: contract, minutes of acceptance, sheet of the treasury."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localtime

from khuyencong.ledger.models import Acceptance, Claim, SignedSheet
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, ContractCopy

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "hop-dong": ("Hợp đồng thực hiện đề án",),
    "nghiem-thu": ("Biên bản nghiệm thu cơ sở",),
    "doi-chieu": ("Mẫu 10",),
}
"""Which papers of the law's lists a kind of file answers, by the words with which its name begins or holds.

A convention of ours: the lists name papers in words. Whoever checks the claim judges the file like any other.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A file that was handed in elsewhere; `key` names it in a form, `told` says whose it is and since when."""

    kind: str
    pk: int
    told: str
    name: str
    media_type: str
    sha256: str

    @property
    def key(self) -> str:
        """What a form sends."""
        return f"{self.kind}-{self.pk}"

    def answers(self, title: str) -> bool:
        """Whether a paper of that name asks for it."""
        return any(words in title for words in ANSWERS[self.kind])


def on_file(claim: Claim, actor: Actor) -> list[OnFile]:
    """What the claim's contract has on file and she may see, without the files themselves; three SELECTs."""
    return [*contracts(claim, actor), *minutes(claim, actor), *sheets(claim, actor)]


def contracts(claim: Claim, actor: Actor) -> Iterator[OnFile]:
    """The latest signed copy of the contract and of each signed annex to it."""
    first = claim.contract.first
    rows = ContractCopy.objects.visible_to(actor).filter(
        Q(contract=first) | Q(contract__amends=first), contract__state=Contract.State.SIGNED
    )
    seen: set[int] = set()
    for each in rows.defer("content").select_related("contract").order_by("contract", "-pk"):
        if each.contract_id not in seen:
            seen.add(each.contract_id)
            told = f"{each.contract}, bản đã ký nộp ngày {localtime(each.at):%d/%m/%Y}"
            yield held("hop-dong", each, told)


def minutes(claim: Claim, actor: Actor) -> Iterator[OnFile]:
    """The signed minutes of every recorded acceptance."""
    rows = Acceptance.objects.visible_to(actor).filter(
        contract=claim.contract.first, state=Acceptance.State.RECORDED
    )
    for each in rows.exclude(sha256="").defer("content").order_by("-held_on", "-pk"):
        told = f"Biên bản nghiệm thu Mẫu {each.form} ngày {each.held_on:%d/%m/%Y}, đã ghi nhận"
        yield held("nghiem-thu", each, told)


def sheets(claim: Claim, actor: Actor) -> Iterator[OnFile]:
    """What the treasury signed for the unit, of the purse and the contract's year."""
    beside = Q(reconciliation__unit=claim.project.agency_id, reconciliation__year=claim.contract.year)
    rows = SignedSheet.objects.visible_to(actor).filter(
        beside, reconciliation__purse=claim.project.purse, reconciliation__state="signed"
    )
    for each in rows.defer("content").order_by("-pk")[:1]:
        yield held("doi-chieu", each, f"Bảng đối chiếu Kho bạc ký ngày {each.signed_on:%d/%m/%Y}")


def held(kind: str, row: ContractCopy | Acceptance | SignedSheet, told: str) -> OnFile:
    """One of them."""
    return OnFile(kind=kind, pk=row.pk, told=told, name=row.name, media_type=row.media_type, sha256=row.sha256)


def content_of(found: OnFile) -> bytes:
    """The file itself; one SELECT."""
    model = {"hop-dong": ContractCopy, "nghiem-thu": Acceptance, "doi-chieu": SignedSheet}[found.kind]
    return bytes(model._default_manager.values_list("content", flat=True).get(pk=found.pk) or b"")
