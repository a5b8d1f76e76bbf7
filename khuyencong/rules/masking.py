"""How personal data look in a list: enough to tell two people apart, too little to write to either of them."""

import re

HIDDEN = "***"
VISIBLE_DIGITS = 3
SHORTEST_PHONE = 8


def masked_email(address: str) -> str:
    """`nguyen.an@gmail.com` → `n***@gmail.com`; what is no address is hidden whole, "" stays ""."""
    name, at, host = address.strip().rpartition("@")
    if not at:
        return HIDDEN if address.strip() else ""
    return f"{name[:1]}{HIDDEN}@{host}"


def masked_phone(number: str) -> str:
    """`0901 234 567` → `09** *** 567`, `+84 901…` likewise; too short to mask is hidden whole, "" stays ""."""
    digits = re.sub(r"\D", "", number)
    if not number.strip():
        return ""
    digits = re.sub(r"^(00)?84", "0", digits)
    if len(digits) < SHORTEST_PHONE:
        return HIDDEN
    return f"{digits[:2]}** {HIDDEN} {digits[-VISIBLE_DIGITS:]}"


def masked_name(name: str) -> str:
    """`Nguyễn Văn An` → `N. V. An`: the initials and the given name, which in Vietnamese comes last."""
    *family, given = name.split() or [""]
    return " ".join([*(f"{word[0]}." for word in family), given])


def masked_address(address: str) -> str:
    """A network address without its last part: `10.1.2.3` → `10.1.2.*`, `2001:db8::1` → `2001:db8::*`."""
    mark = ":" if ":" in address else "."
    head, found, _ = address.rpartition(mark)
    return f"{head}{found}*" if found else ""


MASKS = {"email": masked_email, "phone": masked_phone, "name": masked_name, "address": masked_address}
"""By the word the register of personal data uses."""


def masked(value: str, how: str) -> str:
    """The value as a list may show it; KeyError names a way of masking that does not exist."""
    return MASKS[how](value) if how else value
