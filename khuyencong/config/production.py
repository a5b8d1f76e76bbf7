"""What an installation in production must be given: nothing has a default that would pass unnoticed."""

import re
from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 5
PLACEHOLDER = re.compile(
    r"(change[-_ ]?me|changeit|django-insecure|your[-_ ]|example|placeholder|secret[-_]?key|^x+$|^<.*>$)",
    re.IGNORECASE,
)
HERE = re.compile(r"(^|[@/.])(localhost|localdomain|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)($|[:/>.])", re.IGNORECASE)
WEAK_PASSWORDS = {"password", "postgres", "khuyencong", "secret", "admin", "123456", "mat-khau", "matkhau"}


def refuse_defaults(environ: Mapping[str, str]) -> None:
    """ImproperlyConfigured names every variable that is missing or still a placeholder, all at once."""
    if found := list(refusals(environ)):
        raise ImproperlyConfigured(
            "Chưa vận hành thật được (KHUYENCONG_PRODUCTION=1):\n" + "\n".join(f"- {each}" for each in found)
        )


def refusals(environ: Mapping[str, str]) -> Iterator[str]:
    """A sentence for every variable that cannot stay as it is, each beginning with its name."""
    for name, (what, wrong) in NEEDED.items():
        value = environ.get(name, "").strip()
        if not value:
            yield f"{name}: thiếu; {what}."
        elif why := wrong(value):
            yield f"{name}: {why}; {what}."


def _secret(value: str) -> str:
    if PLACEHOLDER.search(value):
        return "còn là giá trị mẫu"
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_CHARACTERS:
        return f"quá ngắn hoặc lặp lại ({len(value)} ký tự)"
    return ""


def _hosts(value: str) -> str:
    for host in (word.strip() for word in value.split(",") if word.strip()):
        if host in ("*", "."):
            return "“*” nhận mọi tên miền, kể cả tên giả trong thư đặt lại mật khẩu"
        if PLACEHOLDER.search(host):
            return f"“{host}” còn là giá trị mẫu"
    return ""


def _mail_host(value: str) -> str:
    return "còn là giá trị mẫu" if PLACEHOLDER.search(value) else ""


def _site(value: str) -> str:
    if urlsplit(value).scheme != "https":
        return "phải bắt đầu bằng https://"
    return _public(value)


def _sender(value: str) -> str:
    if "@" not in parseaddr(value)[1]:
        return "không phải một địa chỉ thư"
    return _public(parseaddr(value)[1])


def _public(value: str) -> str:
    if HERE.search(value):
        return "trỏ về chính máy này, người nhận thư không mở được"
    return "còn là giá trị mẫu" if PLACEHOLDER.search(value) else ""


def _database(value: str) -> str:
    # No password at all is honest where a certificate, a socket or a password file opens the database.
    password = urlsplit(value).password or ""
    return "mật khẩu cơ sở dữ liệu ai cũng đoán được" if password.lower() in WEAK_PASSWORDS else ""


NEEDED: dict[str, tuple[str, Callable[[str], str]]] = {
    "SECRET_KEY": (
        "tạo bằng `python -c 'import secrets; print(secrets.token_urlsafe(64))'` và giữ riêng cho máy này",
        _secret,
    ),
    "ALLOWED_HOSTS": ("ghi tên miền của trang, cách nhau bằng dấu phẩy", _hosts),
    "SITE_URL": ("ghi địa chỉ mà người nhận thư mở được, ví dụ https://khuyencong.<tên miền>", _site),
    "EMAIL_HOST": ("ghi máy chủ thư, nếu không lời mời và nhắc việc chỉ nằm lại trên đĩa", _mail_host),
    "DEFAULT_FROM_EMAIL": ("ghi địa chỉ gửi, ví dụ Khuyến công <khuyencong@<tên miền>>", _sender),
    "DATABASE_URL": (
        "ghi rõ cơ sở dữ liệu: postgres://… hoặc sqlite:///… (đơn vị nhỏ, một máy chủ)",
        _database,
    ),
}
"""Variable → what is wanted of it, and what is wrong with a value ("" for nothing)."""
