"""Pages that belong to no room: help, and the gallery of components in development."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khuyencong.web.gallery import EXAMPLES


@login_not_required
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """How do I read these pages, in five minutes?"""
    return render(request, "help.html")


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; only while developing."""
    return render(request, "gallery.html", EXAMPLES)
