"""Passwords that are known to thieves: a list the operator supplies, asked without any network."""

import hashlib
import io
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

HASH = 40
"""Letters of a SHA-1 hash in hexadecimal."""


def is_listed(password: str, path: Path) -> bool:
    """Whether the file has the password's hash: lines “HASH” or “HASH:count”, sorted; a few dozen reads.

    Nothing of the file is kept in memory: it may have tens of gigabytes.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, io.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            start, line = _line_at(file, middle)
            found = line[:HASH].upper()
            if found == wanted:
                return True
            if found < wanted:
                low = start + len(line)
            else:
                high = start
    return False


def _line_at(file: BinaryIO, position: int) -> tuple[int, bytes]:
    """Where the line begins that the position lies in, and the line with its end."""
    back = max(0, position - 80)
    file.seek(back)
    before = file.read(position - back)
    start = back + before.rfind(b"\n") + 1
    file.seek(start)
    return start, file.readline(160)


class LengthValidator(MinimumLengthValidator):
    """Django's own, in words: its Vietnamese lacks the sentence."""

    def get_error_message(self) -> str:
        """Read by who chose too short a one."""
        return f"Mật khẩu này quá ngắn. Nó phải chứa ít nhất {self.min_length} ký tự."

    def get_help_text(self) -> str:
        """What a form says beforehand."""
        return f"Mật khẩu phải có ít nhất {self.min_length} ký tự."


class BreachedPasswordValidator:
    """Refuses a password that stands in the list of settings.BREACHED_PASSWORDS; without a list, none."""

    def validate(self, password: str, user: object = None) -> None:
        """ValidationError in words an officer understands."""
        path = settings.BREACHED_PASSWORDS
        if path is not None and is_listed(password, path):
            raise ValidationError(
                "Mật khẩu này đã lộ ở nơi khác, kẻ xấu có sẵn trong tay. Chọn mật khẩu khác.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """What a form says beforehand."""
        return "Mật khẩu không được nằm trong danh sách đã lộ."
