"""The short code of a figure, drawn from the question and the value: the same wherever it stands."""

import hashlib
from collections.abc import Iterable
from fractions import Fraction
from urllib.parse import urlsplit

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without the letters that are read as digits (I, L, O) or make words (U)."""
LENGTH = 10
HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - read in an address, nothing listens
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def code_of(question: Iterable[object], name: str, value: Fraction) -> str:
    """Ten signs of 5 bits each: of a million figures two share a code once in two thousand times.

    `question` is everything that was asked, with the instant as of which it was known.
    """
    said = "\x1f".join([*map(str, question), name, f"{value.numerator}/{value.denominator}"])
    bits = int.from_bytes(hashlib.sha256(said.encode()).digest()[:8])
    return "".join(ALPHABET[bits >> 64 - 5 * (place + 1) & 31] for place in range(LENGTH))


def is_code(text: str) -> bool:
    """Whether somebody may have typed a code: so many of its signs, as they are read."""
    typed = as_typed(text)
    return len(typed) == LENGTH and all(sign in ALPHABET for sign in typed)


def where_to_open(site: str) -> str:
    """How a reader of a paper opens a code. An address of this very machine opens nothing on another.

    Such an address stands in the settings of a trial only; its port is another one at the next start.
    """
    typed = "gõ mã vào ô tìm ở đầu trang (chữ thường, dấu cách hay gạch nối đều được)"
    if (urlsplit(site).hostname or "localhost") in HERE:
        return f"Mở hệ thống khuyến công, {typed}"
    return f"Mở {site}/s/MÃ/ (thay MÃ bằng mã ở cột cuối), hoặc mở {site} rồi {typed}"


def as_typed(text: str) -> str:
    """A code as somebody copied it from paper: capitals, without spaces and hyphens, look-alikes set right."""
    return text.upper().replace(" ", "").replace("-", "").translate(READ_AS)
