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
    try:
        written = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if written.prev.encrypted:
            raise NotSignableError("Tệp có mật khẩu nên không ký số được; hãy lưu lại không mật khẩu.")
        field = f"Chữ ký {len(written.prev.embedded_signatures) + 1}"
        metadata = PdfSignatureMetadata(
            field_name=field,
            reason=reason,
            location=place,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
        )
        signed = SignerAt(metadata, signer, at).sign_pdf(written)
    except (PdfError, SigningError) as refused:
        raise NotSignableError("Tệp không phải PDF đọc được, hoặc đã khóa không cho ký thêm.") from refused
    content: bytes = signed.getvalue()
    return content
