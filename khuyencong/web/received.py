"""A file handed in on one page and looked at on the next: only by who handed it in, in the same session."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from khuyencong.reporting.actions import receive_file
from khuyencong.reporting.models import ReceivedFile
from khuyencong.web.requests import asking

MOST_KEPT = 100


def keep(request: HttpRequest, key: str, given: Any) -> ReceivedFile:
    """The uploaded file as it is kept, remembered in her session under `key`."""
    file = receive_file(name=given.name or "tệp", content=given.read(), by=asking(request), at=localtime())
    request.session[key] = [*request.session.get(key, []), file.pk][-MOST_KEPT:]
    return file


def kept(request: HttpRequest, key: str, pk: int) -> ReceivedFile:
    """A file that she handed in under `key`; 404 for any other."""
    if pk not in request.session.get(key, []):
        raise Http404("file")
    return get_object_or_404(ReceivedFile, pk=pk)
