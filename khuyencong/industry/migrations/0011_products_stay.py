"""What was declared, scored, granted and answered about products stays: both databases refuse to change it.

A sheet is taken only while the jury scores, of a judge who declared no interest. What a round took from the law
when it was opened, and what a certificate says, is never changed; of what is over only the maker's consent is.
"""

from typing import Any

from django.db import migrations

ROUND, ENTRY, MEMBER = "industry_productround", "industry_productentry", "industry_productmember"
PHOTO, SHEET, SCORE = "industry_productphoto", "industry_productsheet", "industry_productscore"
PAPER, COMPLAINT = "industry_productcertificate", "industry_productcomplaint"
KEPT = ("industry_productinterest", SHEET, SCORE, "industry_productconsent")
PINNED = (
    *("year", "level", "below", "region_id", "sizes", "groups", "criteria", "threshold", "photos"),
    *("agency_id", "created_at"),
)
OF_ENTRY = (
    *(
        "round_id",
        "establishment_id",
        "name",
        "set_case",
        "group",
        "description",
        "standard",
        "own",
        "original",
    ),
    *("serial_made", "lower_id", "letter_number", "agency_id", "sent_on", "total_tenths", "sheets_counted"),
    *("threshold", "rank", "advised", "state"),
)
OF_PAPER = (
    *("entry_id", "agency_id", "level", "year", "serial", "code", "name", "owner_name", "group_name"),
    *("province_id", "place", "decided_by", "decision", "granted_on", "last_day"),
)
OPEN_ROUND = "(SELECT state FROM industry_productround WHERE id = OLD.round_id) <> 'open'"
SENT = "(SELECT state FROM industry_productentry WHERE id = OLD.entry_id) NOT IN ('draft', 'returned')"
NOT_JUDGED = (
    "NOT EXISTS (SELECT 1 FROM industry_productentry e JOIN industry_productround r ON r.id = e.round_id "
    "JOIN industry_productmember m ON m.round_id = r.id AND m.user_id = NEW.user_id AND m.jury <> 'none' "
    "JOIN industry_productinterest i ON i.entry_id = e.id AND i.user_id = NEW.user_id AND NOT i.conflicted "
    "WHERE e.id = NEW.entry_id AND e.state = 'accepted' AND r.state = 'council' AND r.sitting = NEW.sitting)"
)
NOT_SCORED = (
    "NOT EXISTS (SELECT 1 FROM industry_productsheet s JOIN industry_productentry e ON e.id = s.entry_id "
    "JOIN industry_productround r ON r.id = e.round_id WHERE s.id = NEW.sheet_id AND r.state = 'council')"
)


def changed(columns: tuple[str, ...], differs: str) -> str:
    """That one of the columns is not what it was; some of their names are words of SQL."""
    return "(" + " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in columns) + ")"


def promises(differs: str) -> list[tuple[str, str, str, str]]:
    """Table, verb, name, and when it is refused."""
    return [
        *((table, verb, "stays", "1 = 1") for table in KEPT for verb in ("UPDATE", "DELETE")),
        *((table, "DELETE", "is_never_removed", "1 = 1") for table in (ROUND, ENTRY, PAPER, COMPLAINT)),
        (ROUND, "UPDATE", "stays", f"OLD.state IN ('announced', 'dropped') OR {changed(PINNED, differs)}"),
        (
            ENTRY,
            "UPDATE",
            "stays",
            f"OLD.state IN ('recognised', 'refused', 'dropped') AND {changed(OF_ENTRY, differs)}",
        ),
        (PAPER, "UPDATE", "stays", f"OLD.state = 'withdrawn' OR {changed(OF_PAPER, differs)}"),
        (COMPLAINT, "UPDATE", "stays", "OLD.state <> 'received'"),
        (MEMBER, "UPDATE", "stays", OPEN_ROUND),
        (MEMBER, "DELETE", "is_kept", OPEN_ROUND),
        (PHOTO, "UPDATE", "stays", "1 = 1"),
        (PHOTO, "DELETE", "is_kept", SENT),
        (SHEET, "INSERT", "is_a_judges", NOT_JUDGED),
        (SCORE, "INSERT", "is_of_an_open_sheet", NOT_SCORED),
    ]


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    if editor.connection.vendor == "sqlite":
        for table, verb, name, when in promises("IS NOT"):
            editor.execute(
                f"CREATE TRIGGER {table}_{verb.lower()}_{name} BEFORE {verb} ON {table} WHEN {when} "
                "BEGIN SELECT RAISE(ABORT, 'what was judged stays'); END",
                params=None,
            )
        return
    for table, verb, name, when in promises("IS DISTINCT FROM"):
        function = f"{table}_{verb.lower()}_{name}"
        row = "OLD" if verb == "DELETE" else "NEW"
        editor.execute(
            f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION 'what was judged stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN {row};
END $$""",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {function} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
            params=None,
        )


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    for table, verb, name, _ in promises("IS NOT"):
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {table}_{verb.lower()}_{name}", params=None)
        else:
            editor.execute(f"DROP FUNCTION {table}_{verb.lower()}_{name} CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("industry", "0010_products")]
    operations = [migrations.RunPython(forwards, backwards)]
