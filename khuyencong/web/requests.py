"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from khuyencong.organisations.models import User


def officer(request: HttpRequest) -> User:
    """The officer behind a request to a private page; PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
