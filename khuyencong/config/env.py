"""Environment variables, read strictly: a typing error stops the start instead of changing a meaning."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable; anything else is refused."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} phải là 1 hoặc 0, không phải “{value}”")


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def needed(name: str) -> str:
    """A variable that others make necessary."""
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(f"Thiếu biến môi trường {name}")


def secret_key(var: Path) -> str:
    """The secret key: as given, else made once and kept in `var`; production starts only with a given one."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    kept = var / "secret-key"
    try:
        with kept.open("x", encoding="ascii") as file:
            kept.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text(encoding="ascii")
