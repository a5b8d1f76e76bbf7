"""The tables of post."""

from khuyencong.post.models.api import ApiAnswer, ApiKey
from khuyencong.post.models.escalation import Escalation
from khuyencong.post.models.export import Export
from khuyencong.post.models.feed import Feed
from khuyencong.post.models.hooks import Hook, HookAttempt, HookMark, HookMessage
from khuyencong.post.models.mail import Mail, MailChoice
from khuyencong.post.models.work import Lease, Slot

__all__ = [
    "ApiAnswer",
    "ApiKey",
    "Escalation",
    "Export",
    "Feed",
    "Hook",
    "HookAttempt",
    "HookMark",
    "HookMessage",
    "Lease",
    "Mail",
    "MailChoice",
    "Slot",
]
