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
    kind: str = "thu",
    key: int | None = None,
) -> Task:
    """Put a task on her desk, as a lifecycle would."""
    return Task.objects.create(
        dossier_kind=kind,
        dossier_key=title if key is None else str(key),
        title=title,
        desk=actor.desk.code,
        agency=actor.agency.code,
        since=since,
        due=due,
        due_source=source,
        stake=stake,
    )
