"""Handing in a signed PDF."""

from khuyencong.web.forms import AskForm
from khuyencong.web.uploads import OneFileField

SIGNED_BYTES = 10 * 2**20


class SignedFileForm(AskForm):
    """One PDF with its signatures."""

    file = OneFileField(label="Tệp PDF đã ký số (tối đa 10 MB)", kinds=("pdf",), most=SIGNED_BYTES)
