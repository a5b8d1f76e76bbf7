"""No article is live but as a revision that a second person let out; who let it out stays told."""

from typing import Any

from django.db import migrations

TOLD = "no article is live without a second person"
KEPT = "who let an article out stays told"
PAGES, ARTICLES, APPROVALS = "wagtailcore_page", "portal_article", "portal_approval"
LONELY = "NOT EXISTS (SELECT 1 FROM portal_approval WHERE revision = NEW.live_revision_id)"
AN_ARTICLE = "EXISTS (SELECT 1 FROM portal_article WHERE page_ptr_id = NEW.id)"
BORN_LIVE = "EXISTS (SELECT 1 FROM wagtailcore_page WHERE id = NEW.page_ptr_id AND live)"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        _sqlite(editor)
    else:
        _postgresql(editor)


def _sqlite(editor: Any) -> None:
    abort = "BEGIN SELECT RAISE(ABORT, '{}'); END"
    live = f"NEW.live AND {AN_ARTICLE} AND {LONELY}"
    for name, when in (
        (f"{PAGES}_two BEFORE UPDATE ON {PAGES}", live),
        (f"{ARTICLES}_two BEFORE INSERT ON {ARTICLES}", BORN_LIVE),
    ):
        editor.execute(f"CREATE TRIGGER {name} WHEN {when} {abort.format(TOLD)}", params=None)
    for verb in ("UPDATE", "DELETE"):
        name = f"{APPROVALS}_{verb.lower()} BEFORE {verb} ON {APPROVALS}"
        editor.execute(f"CREATE TRIGGER {name} {abort.format(KEPT)}", params=None)


def _postgresql(editor: Any) -> None:
    raised = "RAISE EXCEPTION '{}' USING ERRCODE = 'restrict_violation';"
    functions = {
        "portal_live_by_two": f"""IF NEW.live AND {AN_ARTICLE} AND {LONELY}
        THEN {raised.format(TOLD)} END IF; RETURN NEW;""",
        "portal_born_unread": f"""IF {BORN_LIVE}
        THEN {raised.format(TOLD)} END IF; RETURN NEW;""",
        "portal_approvals_stay": raised.format(KEPT),
    }
    for name, body in functions.items():
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$", params=None
        )
    for name, when, table, function in (
        (f"{PAGES}_two", "BEFORE UPDATE", PAGES, "portal_live_by_two"),
        (f"{ARTICLES}_two", "BEFORE INSERT", ARTICLES, "portal_born_unread"),
        (f"{APPROVALS}_stays", "BEFORE UPDATE OR DELETE", APPROVALS, "portal_approvals_stay"),
    ):
        editor.execute(
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()", params=None
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take the promises back."""
    if editor.connection.vendor == "sqlite":
        for name in (f"{PAGES}_two", f"{ARTICLES}_two", f"{APPROVALS}_update", f"{APPROVALS}_delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
        return
    for name, table in (
        (f"{PAGES}_two", PAGES),
        (f"{ARTICLES}_two", ARTICLES),
        (f"{APPROVALS}_stays", APPROVALS),
    ):
        editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", params=None)
    for name in ("portal_live_by_two", "portal_born_unread", "portal_approvals_stay"):
        editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
