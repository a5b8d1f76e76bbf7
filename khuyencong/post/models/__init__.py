"""The tables of post."""

from khuyencong.post.models.mail import Mail
from khuyencong.post.models.work import Lease, Slot

__all__ = ["Lease", "Mail", "Slot"]
