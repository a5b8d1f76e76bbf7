"""What signatures a PDF carries: who, when, whether it was changed since, what the certificate is worth."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from khuyencong.paperwork.regional_report.wording import clock
from khuyencong.paperwork.signatures.practice import WORTHLESS
from khuyencong.paperwork.signatures.signing import BROKEN, NotSignableError


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One signature. `at` is what the signer's clock said; `trusted`: the certificate leads to a known root."""

    signer: str
    organisation: str
    issuer: str
    reason: str
    place: str
    at: datetime | None
    unchanged: bool
    practice: bool
    trusted: bool
    in_time: bool

    @property
    def words(self) -> str:
        """The whole verdict in sentences that an officer reads; what is wrong comes first."""
        changed = (
            "Nội dung không bị thay đổi kể từ khi ký."
            if self.unchanged
            else "TỆP ĐÃ BỊ THAY ĐỔI SAU KHI KÝ, không dùng được."
        )
        of = f" ({self.organisation})" if self.organisation else ""
        when = f" lúc {clock(self.at)} theo đồng hồ của máy ký" if self.at else ", không ghi thời điểm"
        place = f" tại {self.place}" if self.place else ""
        why = f"; lý do: {self.reason.rstrip('.')}" if self.reason else ""
        told = f"{self.signer}{of} ký{when}{place}{why}."
        parts = [told, changed] if self.unchanged else [changed, told]
        return " ".join([*parts, self.worth])

    @property
    def worth(self) -> str:
        """What the certificate is worth here."""
        if self.practice:
            return "Chứng thư thử: chữ ký không có giá trị pháp lý."
        if not self.in_time:
            return "Chứng thư không còn hoặc chưa có hiệu lực lúc ký."
        if not self.trusted:
            return f"Chứng thư do {self.issuer} cấp, chưa đối chiếu được với nơi cấp tin cậy."
        return f"Chứng thư do {self.issuer} cấp, thuộc nơi cấp tin cậy của hệ thống."


def signatures_in(pdf: bytes, *, roots: Sequence[x509.Certificate] = ()) -> list[Signed]:
    """Every signature in the order of signing; none for an unsigned PDF; NotSignableError for no PDF.

    `roots` are the issuers that the operator trusts; nothing is fetched from a network.
    """
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    except BROKEN as refused:
        raise NotSignableError("Tệp không phải PDF đọc được.") from refused
    return [readable(each, roots) for each in found]


def readable(embedded: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> Signed:
    """One signature; one whose own bytes are damaged is told as changed, by nobody one could name."""
    try:
        return signed(embedded, roots)
    except BROKEN:
        return Signed(
            signer="Người ký không đọc được",
            organisation="",
            issuer="nơi không đọc được",
            reason="",
            place="",
            at=None,
            unchanged=False,
            practice=False,
            trusted=False,
            in_time=False,
        )


def signed(embedded: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> Signed:
    """One signature as read; a structure that cannot be checked counts as changed."""
    certificate, at = embedded.signer_cert, embedded.self_reported_timestamp
    status = checked(embedded, roots)
    subject, issuer = certificate.subject.native, certificate.issuer.native
    begins, ends = certificate.not_valid_before, certificate.not_valid_after
    return Signed(
        signer=text(subject, "common_name"),
        organisation=text(subject, "organization_name"),
        issuer=text(issuer, "common_name") or text(issuer, "organization_name"),
        reason=str(embedded.sig_object.get("/Reason", "")),
        place=str(embedded.sig_object.get("/Location", "")),
        at=at,
        unchanged=status is not None and whole(status),
        practice=WORTHLESS
        in (text(subject, "organizational_unit_name"), text(issuer, "organizational_unit_name")),
        trusted=status is not None and status.trusted,
        in_time=at is not None and begins <= at <= ends,
    )


def checked(embedded: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> PdfSignatureStatus | None:
    """What the library found, or None where it could not even look."""
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    try:
        return validate_pdf_signature(embedded, context)
    except BROKEN:
        return None


def whole(status: PdfSignatureStatus) -> bool:
    """Whether digest and signature hold and nothing came later but further signatures."""
    if not (status.intact and status.valid):
        return False
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    later = status.modification_level
    return later is not None and later <= ModificationLevel.FORM_FILLING and status.docmdp_ok is not False


def text(name: dict[str, str | list[str]], part: str) -> str:
    """A part of a name; one that comes several times is joined."""
    value = name.get(part, "")
    return value if isinstance(value, str) else ", ".join(value)
