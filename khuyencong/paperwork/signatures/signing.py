"""Signing a PDF: one more signature at its end, which leaves those before it whole."""

import io
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession

BROKEN = (PdfError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError)
"""What a damaged file makes the library raise; a stranger's upload must not end in an error page."""


class NotSignableError(ValueError):
    """The file cannot be signed: no PDF, locked with a password, or closed by an earlier signature."""


class SignerAt(PdfSigner):
    """Signs with a time that is given: the door reads the clock, nothing below it."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: Signer, at: datetime) -> None:
        super().__init__(metadata, signer)
        self.at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        """The session, at that time."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def sign_pdf(pdf: bytes, *, signer: Signer, reason: str, place: str, at: datetime) -> bytes:
    """The PDF with one signature more (PAdES B-B); NotSignableError.

    `signer` holds the key or reaches the token that does: a SimpleSigner in tests, a PKCS11Signer in an office.
    """
    written, earlier = opened(pdf)
    metadata = PdfSignatureMetadata(
        field_name=f"Chữ ký {earlier + 1}",
        reason=reason,
        location=place,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    try:
        signed = SignerAt(metadata, signer, at).sign_pdf(written)
    except (PdfError, SigningError) as refused:
        raise NotSignableError(
            "Tệp đã khóa không cho ký thêm, hoặc chứng thư không ký được tệp này."
        ) from refused
    content: bytes = signed.getvalue()
    return content


def opened(pdf: bytes) -> tuple[IncrementalPdfFileWriter, int]:
    """The file ready to take one signature more, and how many it has."""
    try:
        written = IncrementalPdfFileWriter(io.BytesIO(pdf))
        earlier = 0 if written.prev.encrypted else len(written.prev.embedded_signatures)
    except BROKEN as refused:
        raise NotSignableError("Tệp không phải PDF đọc được.") from refused
    if written.prev.encrypted:
        raise NotSignableError("Tệp có mật khẩu nên không ký số được; hãy lưu lại không mật khẩu.")
    return written, earlier
