"""Who is asking or doing: a person at a desk, from somewhere. Passed in everywhere; never looked up below."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.roles import Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person acting for one desk; without a desk she is one of the public, known by name or not at all.

    `origin` is the network address the request came from, "" for the server itself.
    """

    user: User | None = None
    desk: Desk | None = None
    origin: str = ""

    def __str__(self) -> str:
        return str(self.user) if self.user is not None else "Khách"

    def may(self, permission: Permission) -> bool:
        """Whether her desk's role has the permission."""
        return self.role is not None and permission in self.role.permissions

    @property
    def account(self) -> User:
        """Her account, for rows that name who wrote them; PermissionDenied for nobody."""
        if self.user is None:
            raise PermissionDenied
        return self.user

    @property
    def role(self) -> Role | None:
        """The role of her desk."""
        return self.desk.kind if self.desk is not None else None

    @property
    def agency(self) -> Agency | None:
        """The agency her desk belongs to."""
        return self.desk.agency if self.desk is not None else None

    @property
    def learning(self) -> bool:
        """Whether her first decisions of a kind ask for a second pair of eyes: everybody's but a leader's."""
        return self.role is None or not self.role.leader

    @property
    def person_key(self) -> str:
        """The account, as the trail writes it."""
        return str(self.user.pk) if self.user is not None and self.user.pk is not None else ""

    @property
    def person_name(self) -> str:
        """Her name, as the trail writes it."""
        return str(self.user) if self.user is not None else ""

    @property
    def desk_code(self) -> str:
        """The desk, as the trail writes it."""
        return self.desk.code if self.desk is not None else ""

    @property
    def desk_title(self) -> str:
        """What the desk is called."""
        return self.desk.title if self.desk is not None else ""

    @property
    def agency_code(self) -> str:
        """The agency of the desk."""
        return self.desk.agency.code if self.desk is not None else ""


PUBLIC = Actor()
"""Anybody at all."""
