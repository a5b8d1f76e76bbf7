"""Pictures and documents of articles: for everybody once in a published article, before for editors."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents.models import Document
from wagtail.documents.views.serve import serve

from khuyencong.portal.models import Picture, StoredFile
from khuyencong.portal.permissions import may_see_draft_file
from khuyencong.portal.queries.articles import is_public, picture_of
from khuyencong.portal.storage import PICTURES
from khuyencong.web.requests import asking

A_DAY = "public, max-age=86400"


@login_not_required
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture as it was cut and encoded anew; what was uploaded may tell where it was taken, and stays."""
    key = picture_of(name) if name.startswith(PICTURES) else None
    if key is None:
        raise Http404("picture")
    public = is_public(Picture, key)
    if not public and not may_see_draft_file(asking(request), Picture.objects.get(pk=key)):
        raise Http404("picture")
    file = get_object_or_404(StoredFile, name=name)
    answer = HttpResponse(bytes(file.content), content_type=file.media_type)
    answer.headers["Cache-Control"] = A_DAY if public else "private, no-store"
    return answer


@login_not_required
@require_safe
def document(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A document, to keep; never shown in the page, whatever it holds."""
    found = get_object_or_404(Document, pk=pk)
    if not is_public(Document, pk) and not may_see_draft_file(asking(request), found):
        raise Http404("document")
    answer: HttpResponse = serve(request, pk, name)
    # "Nothing new" (304) carries no file and so no word on how to keep it.
    if "Content-Disposition" in answer.headers:
        said = answer.headers["Content-Disposition"]
        answer.headers["Content-Disposition"] = said.replace("inline", "attachment")
    return answer
