"""The secret of a link in a letter: the letter has it, we keep its hash."""

import secrets
from hashlib import sha256


def new_secret() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of it."""
    return sha256(secret.encode()).hexdigest()
