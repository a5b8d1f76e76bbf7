"""The life of a project: drafted, appraised twice, registered between, chosen, approved, put under contract.

The steps after the base are taken by the dossiers above it: the yearly request, the list, the
decision, the contract.
"""

from khuyencong.projects.lifecycle.projects.desks import OFFICERS, appraising_desk
from khuyencong.projects.lifecycle.projects.life import PROJECT, start

__all__ = ["OFFICERS", "PROJECT", "appraising_desk", "start"]
