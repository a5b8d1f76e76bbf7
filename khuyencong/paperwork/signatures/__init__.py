"""Digital signatures on a PDF (PAdES): signing by a signer that holds the key, and telling what was signed.

The key stays where it is, on a token or in a test's memory; nothing in here stores one or knows a database.
"""

from khuyencong.paperwork.signatures.checking import Signed, signatures_in
from khuyencong.paperwork.signatures.practice import practice_signer
from khuyencong.paperwork.signatures.roots import roots_in
from khuyencong.paperwork.signatures.signing import NotSignableError, sign_pdf

__all__ = ["NotSignableError", "Signed", "practice_signer", "roots_in", "sign_pdf", "signatures_in"]
