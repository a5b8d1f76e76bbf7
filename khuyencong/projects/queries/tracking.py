"""The code by which anybody who holds the paper sees where a project is, and nobody else.

The number of a project can be guessed; what stands behind it cannot. It is made of the server's key and kept
nowhere, so that it can be printed again at any time; a replaced key still reads (SECRET_KEY_FALLBACKS).
"""

import base64
from datetime import date

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from khuyencong.projects.models import Project
from khuyencong.projects.queries.owner import Told, told_to_owner

SALT = "khuyencong.projects.tracking"
LETTERS = 10
"""Of 32 letters each, 50 bits: at the rate at which one may try, more than any paper lasts."""


def _secret(project: int, key: str | bytes) -> str:
    digest = salted_hmac(SALT, str(project), secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode("ascii")[:LETTERS]


def tracking_code(project: Project) -> str:
    """What stands on her paper: ĐA-00012-K7QM2XR6TA."""
    return f"{project.code}-{_secret(project.pk, settings.SECRET_KEY)}"


def tracked(project: int, secret: str, on: date) -> Told | None:
    """Where the project is, in plain words; None unless the secret is its own. No SELECT for a wrong one.

    What was asked for in a return stays between the desk and the owner: it is left out here.
    """
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(secret, _secret(project, key)) for key in keys):
        return None
    found = Project.objects.filter(pk=project).exclude(state=Project.State.DRAFT).first()
    if found is None:
        return None
    [told] = told_to_owner([found], (), on)
    return told
