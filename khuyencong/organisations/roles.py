"""What a desk may do: the roles of data/roles.toml, each a list of permissions with a paragraph of meaning."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "roles.toml"
MACHINE = "system"
"""The role of the server's own desk, which nobody manages from a page."""


class Permission(StrEnum):
    """One thing that may be done; on which rows is the scope's question, when is the lifecycle's."""

    RETURN_IMPORT = "return.import"
    FIGURE_CORRECT = "figure.correct"
    CORRECTION_CONFIRM = "correction.confirm"
    PERIODIC_PREPARE = "periodic.prepare"
    PERIODIC_SIGN = "periodic.sign"
    PERIODIC_APPROVE = "periodic.approve"
    PERIODIC_DECIDE = "periodic.decide"
    REPORT_PREPARE = "report.prepare"
    REPORT_ISSUE = "report.issue"
    REPORT_WAIVE = "report.waive"
    NORM_PROPOSE = "norm.propose"
    NORM_CONFIRM = "norm.confirm"
    ESTABLISHMENT_REGISTER = "establishment.register"
    ESTABLISHMENT_MERGE = "establishment.merge"
    CLUSTER_PUBLISH = "cluster.publish"
    SURVEY_PREPARE = "survey.prepare"
    SURVEY_ANSWER = "survey.answer"
    PROJECT_DRAFT = "project.draft"
    PROJECT_APPRAISE = "project.appraise"
    PROJECT_DECIDE = "project.decide"
    PLAN_PREPARE = "plan.prepare"
    PLAN_DECIDE = "plan.decide"
    MONEY_PAY = "money.pay"
    PRODUCT_RUN = "product.run"
    PRODUCT_DECIDE = "product.decide"
    MERIT_PROPOSE = "merit.propose"
    MERIT_PREPARE = "merit.prepare"
    MERIT_DECIDE = "merit.decide"
    NEWS_WRITE = "news.write"
    NEWS_PUBLISH = "news.publish"
    HANDOVER_ORDER = "handover.order"
    OVERVIEW_SEE = "overview.see"
    TRAIL_READ = "trail.read"
    TRAIL_EXPORT = "trail.export"
    ACCOUNTS_MANAGE = "accounts.manage"
    PERSON_UNMASK = "person.unmask"
    PERSON_EXPORT = "person.export"
    PERSON_ERASE = "person.erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role; `levels` are the levels of agency whose desks may bear it, none for those without a desk.

    An independent one inspects or administers others, so that it goes with no other desk of the same person.
    """

    code: str
    name: str
    meaning: str
    levels: frozenset[str]
    reads_scope: bool
    leader: bool
    independent: bool
    second_factor: bool
    permissions: frozenset[Permission]


@cache
def roles() -> dict[str, Role]:
    """Every role by its code, in the order of the file; ValueError names a role with an unknown permission."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["role"]
    return {row["code"]: _role(row) for row in rows}


def _role(row: dict[str, object]) -> Role:
    levels, permissions = row["levels"], row["permissions"]
    assert isinstance(levels, list)
    assert isinstance(permissions, list)
    return Role(
        code=str(row["code"]),
        name=str(row["name"]),
        meaning=str(row["meaning"]),
        levels=frozenset(levels),
        reads_scope={"scope": True, "public": False}[str(row["reads"])],
        leader=row["leader"] is True,
        independent=row.get("independent") is True,
        second_factor=row["second_factor"] is True,
        permissions=frozenset(Permission(name) for name in permissions),
    )


def role_choices() -> list[tuple[str, str]]:
    """Roles that a desk may bear, for forms; a callable, so that a new role needs no migration."""
    return [(role.code, role.name) for role in roles().values() if role.levels]
