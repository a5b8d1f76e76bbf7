"""The short code of a figure, drawn from the question and the value: the same wherever it stands."""

import hashlib
from collections.abc import Iterable
from fractions import Fraction

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without the letters that are read as digits (I, L, O) or make words (U)."""
LENGTH = 10
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def code_of(question: Iterable[object], name: str, value: Fraction) -> str:
    """Ten signs of 5 bits each: of a million figures two share a code once in two thousand times.

    `question` is everything that was asked, with the instant as of which it was known.
    """
    said = "\x1f".join([*map(str, question), name, f"{value.numerator}/{value.denominator}"])
    bits = int.from_bytes(hashlib.sha256(said.encode()).digest()[:8])
    return "".join(ALPHABET[bits >> 64 - 5 * (place + 1) & 31] for place in range(LENGTH))


def as_typed(text: str) -> str:
    """A code as somebody copied it from paper: capitals, without spaces and hyphens, look-alikes set right."""
    return text.upper().replace(" ", "").replace("-", "").translate(READ_AS)
