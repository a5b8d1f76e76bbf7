"""What a key may do and whose it is stands from the day it was made, and one that was revoked opens no more."""

from typing import Any

from django.db import migrations

FIXED = ("name", "desk_id", "account_id", "prefix", "digest", "scopes", "made_by_id", "made_at", "expires_at")
SAYS = "a key of the API is revoked, never changed or deleted"


def forwards(apps: Any, editor: Any) -> None:
    """Make the promise in the dialect of this database."""
    differs = "IS NOT" if editor.connection.vendor == "sqlite" else "IS DISTINCT FROM"
    changed = [f"NEW.{name} {differs} OLD.{name}" for name in FIXED]
    changed.append(f"(OLD.revoked_at IS NOT NULL AND NEW.revoked_at {differs} OLD.revoked_at)")
    condition = " OR ".join(changed)
    if editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER post_apikey_update BEFORE UPDATE ON post_apikey WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
        editor.execute(
            f"CREATE TRIGGER post_apikey_delete BEFORE DELETE ON post_apikey "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
        return
    body = f"BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation'; END"
    editor.execute(
        f"CREATE FUNCTION post_apikey_stays() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$", params=None
    )
    editor.execute(
        f"CREATE TRIGGER post_apikey_update BEFORE UPDATE ON post_apikey FOR EACH ROW WHEN ({condition}) "
        "EXECUTE FUNCTION post_apikey_stays()"
    )
    editor.execute(
        "CREATE TRIGGER post_apikey_delete BEFORE DELETE ON post_apikey FOR EACH ROW "
        "EXECUTE FUNCTION post_apikey_stays()"
    )


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER post_apikey_{verb}")
        return
    editor.execute("DROP FUNCTION post_apikey_stays CASCADE")


class Migration(migrations.Migration):
    dependencies = [("post", "0004_api_keys")]
    operations = [migrations.RunPython(forwards, backwards)]
