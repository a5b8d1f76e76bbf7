"""Work on somebody's desk."""

from datetime import date, datetime

from khuyencong.organisations.actors import Actor
from khuyencong.workflow.models import Task
from tests.conftest import NOW


def put_task(
    actor: Actor,
    title: str,
    *,
    due: date | None = None,
    source: str = "",
    since: datetime = NOW,
    stake: int = 0,
) -> Task:
    """Put a task on her desk, as a lifecycle would."""
    return Task.objects.create(
        dossier_kind="thu",
        dossier_key=title,
        title=title,
        desk=actor.desk.code,
        agency=actor.agency.code,
        since=since,
        due=due,
        due_source=source,
        stake=stake,
    )
