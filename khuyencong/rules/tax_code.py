"""A tax code (mã số thuế): its check digit and its one spelling."""

from stdnum.exceptions import ValidationError
from stdnum.vn import mst


def tax_code_of(text: str) -> str:
    """`0100233488001` → `0100233488-001`; "" stays "". ValueError, in words, for what is no tax code."""
    if not text.strip():
        return ""
    try:
        return str(mst.format(mst.validate(text)))
    except ValidationError as error:
        message = (
            f"“{text.strip()}” không phải mã số thuế: phải có 10 chữ số (chi nhánh 13) và đúng số kiểm tra."
        )
        raise ValueError(message) from error
