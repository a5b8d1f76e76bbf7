"""`migrate`, which on an empty database lays the tables of the editor first.

Each migration is slower the more models are known: those related to what changes are drawn anew, and half of
Wagtail's touch accounts, to which nearly every table of ours is related. Laid before ours they cost a fraction
(docs/decisions/0042-portal.md). A database that has a migration already goes the framework's own way.
"""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

FIRST = (
    *("wagtailcore", "wagtailadmin", "wagtailusers", "wagtailimages", "wagtaildocs", "wagtailsearch"),
    "taggit",
)


class Command(migrate.Command):
    """The framework's, with one step before it."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Wagtail's first, then all."""
        if not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["prune"]):
            lay_first(options["database"])
        super().handle(*args, **options)


def lay_first(database: str) -> None:
    """The tables of the editor, where there is no table yet."""
    connection = connections[database]
    connection.prepare_database()
    executor = MigrationExecutor(connection)
    if executor.loader.applied_migrations:
        return
    executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in FIRST])
