"""The lives of the room's dossiers."""

from khuyencong.projects.lifecycle.projects import PROJECT, start

__all__ = ["PROJECT", "start"]
