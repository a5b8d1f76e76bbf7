"""A statement is set aside by a decided removal alone: both databases refuse any other change of it or its lines.

Its lines are matched with nothing any more, and are in nobody's way: the reconciliation may go on without them,
and the same file may be handed in again. It goes nowhere while the head has a removal to decide.
"""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

before: Any = import_module("khuyencong.ledger.migrations.0016_reconciliations_stay")
ASKED = """EXISTS (SELECT 1 FROM ledger_statementremoval d WHERE d.statement_id = NEW.id
    AND d.reconciliation_id = NEW.reconciliation_id AND d.state = 'proposed')"""
SET_ASIDE = " AND ".join(
    (
        "OLD.set_aside_at IS NULL AND NEW.set_aside_at IS NOT NULL",
        before.same("id", "reconciliation_id", "opening", "closing", "author_id"),
        before.same_text("account", "since", "until", "count", "name", "media_type", "sha256", "content", "at"),
        before.OPEN.format(row="NEW"),
        ASKED,
    )
)
LET_GO = " AND ".join(
    (
        "OLD.stands AND NOT NEW.stands",
        before.same("id", "reconciliation_id", "statement_id", "balance"),
        before.same_text("cell", "on", "number", "told", "debit", "credit", "mark").replace(
            "NEW.on = OLD.on", 'NEW."on" = OLD."on"'
        ),
        "EXISTS (SELECT 1 FROM ledger_statement s WHERE s.id = NEW.statement_id AND s.set_aside_at IS NOT NULL)",
        "NOT EXISTS (SELECT 1 FROM ledger_matchmember x WHERE x.line_id = NEW.id AND x.active)",
    )
)
STANDING = """(NEW.line_id IS NULL OR EXISTS (
    SELECT 1 FROM ledger_statementline l WHERE l.id = NEW.line_id AND l.stands))"""
WAITS = """EXISTS (SELECT 1 FROM ledger_statementremoval d
    WHERE d.reconciliation_id = NEW.id AND d.state = 'proposed')"""
OF_ITS_OWN = """EXISTS (SELECT 1 FROM ledger_statement s WHERE s.id = NEW.statement_id
    AND s.reconciliation_id = NEW.reconciliation_id AND s.set_aside_at IS NULL)"""
DECIDES = """(OLD.state = 'proposed' AND (NEW.state IN ('proposed', 'refused', 'dropped') OR (NEW.state = 'decided'
    AND EXISTS (SELECT 1 FROM ledger_statement s WHERE s.id = NEW.statement_id AND s.set_aside_at IS NOT NULL)))
    AND NEW.id = OLD.id AND NEW.reconciliation_id = OLD.reconciliation_id AND NEW.statement_id = OLD.statement_id
    AND NEW.reason = OLD.reason AND NEW.author_id = OLD.author_id AND NEW.created_at = OLD.created_at)"""


def promise(table: str, verb: str, fine: str, told: str) -> tuple[str, str, str, str]:
    """What 0016 promises, with what is new."""
    match table, verb:
        case "statement", "INSERT":
            return table, verb, f"{fine} AND NEW.set_aside_at IS NULL", told
        case "statement", "UPDATE":
            return table, verb, SET_ASIDE, told
        case "statementline", "INSERT":
            return table, verb, f"{fine} AND NEW.stands", told
        case "statementline", "UPDATE":
            return table, verb, LET_GO, told
        case "matchmember", "INSERT":
            return table, verb, f"{fine} AND {STANDING}", told
        case "reconciliation", "UPDATE":
            alone = before.ALONE.replace(
                "l.reconciliation_id = NEW.id", "l.reconciliation_id = NEW.id AND l.stands"
            )
            moves = f"NOT (OLD.state = 'draft' AND NEW.state <> 'draft' AND {WAITS})"
            return table, verb, f"{fine.replace(before.ALONE, alone)} AND {moves}", told
    return table, verb, fine, told


PROMISES = (
    *(promise(*each) for each in before.PROMISES),
    (
        "statementremoval",
        "INSERT",
        f"{before.OPEN.format(row='NEW')} AND NEW.state = 'proposed' AND {OF_ITS_OWN}",
        "a removal is asked of a statement that stands",
    ),
    ("statementremoval", "UPDATE", DECIDES, "a removal that is over stays"),
    ("statementremoval", "DELETE", "", "a removal stays"),
)
TAKEN = before.TAKEN | {
    "statement": "id = NEW.id OR "
    "(set_aside_at IS NULL AND reconciliation_id = NEW.reconciliation_id AND sha256 = NEW.sha256)",
    "statementline": "id = NEW.id OR "
    "(stands AND reconciliation_id = NEW.reconciliation_id AND mark = NEW.mark)",
    "statementremoval": "id = NEW.id OR (statement_id = NEW.statement_id AND state IN ('proposed', 'decided'))",
}


def sqlite() -> list[str]:
    """The promises as SQLite has them."""
    return [
        *(
            f"CREATE TRIGGER ledger_{table}_replace BEFORE INSERT ON ledger_{table} "  # noqa: S608  our own words
            f"WHEN EXISTS (SELECT 1 FROM ledger_{table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'ledger_{table} is append-only'); END"
            for table, same in TAKEN.items()
        ),
        *(
            f"CREATE TRIGGER ledger_{table}_{verb.lower()}_stays BEFORE {verb} ON ledger_{table} "
            f"BEGIN SELECT RAISE(ABORT, 'ledger: {told}'){f' WHERE NOT ({fine})' if fine else ''}; END"
            for table, verb, fine, told in PROMISES
        ),
    ]


def postgresql() -> list[str]:
    """The same as PostgreSQL has them."""
    found = []
    for table, verb, fine, told in PROMISES:
        name = f"ledger_{table}_{verb.lower()}_stays"
        back = "OLD" if verb == "DELETE" else "NEW"
        found.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT ({fine or 'FALSE'}) THEN RAISE EXCEPTION 'ledger: {told}' "
            f"USING ERRCODE = 'restrict_violation'; END IF; RETURN {back}; END $$"
        )
        found.append(
            f"CREATE TRIGGER {name} BEFORE {verb} ON ledger_{table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    return found


def forwards(apps: Any, editor: Any) -> None:
    """Make the promises in the dialect of this database."""
    for statement in sqlite() if editor.connection.vendor == "sqlite" else postgresql():
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    """Take them back."""
    if editor.connection.vendor == "sqlite":
        for table in TAKEN:
            editor.execute(f"DROP TRIGGER ledger_{table}_replace", params=None)
    for table, verb, _, _ in PROMISES:
        name = f"ledger_{table}_{verb.lower()}_stays"
        kind = "TRIGGER" if editor.connection.vendor == "sqlite" else "FUNCTION"
        cascade = "" if kind == "TRIGGER" else " CASCADE"
        editor.execute(f"DROP {kind} {name}{cascade}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0032_owner_closings_stay"),
        ("organisations", "0004_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(before.backwards, before.forwards),
        migrations.CreateModel(
            name="StatementRemoval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=400, verbose_name="sai ở đâu")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Chờ lãnh đạo quyết định"),
                            ("decided", "Đã bỏ riêng sao kê"),
                            ("refused", "Không đồng ý bỏ"),
                            ("dropped", "Đã rút đề nghị"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="bước",
                    ),
                ),
            ],
            options={
                "verbose_name": "bỏ riêng một sao kê",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_is_taken_once",
        ),
        migrations.RemoveConstraint(
            model_name="statementline",
            name="line_is_taken_once",
        ),
        migrations.AddField(
            model_name="statement",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="bỏ riêng lúc"),
        ),
        migrations.AddField(
            model_name="statementline",
            name="stands",
            field=models.BooleanField(default=True, verbose_name="còn được tính"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("set_aside_at__isnull", True)),
                fields=("reconciliation", "sha256"),
                name="statement_is_taken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stands", True)),
                fields=("reconciliation", "mark"),
                name="line_is_taken_once",
            ),
        ),
        migrations.AddField(
            model_name="statementremoval",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.agency",
                verbose_name="cơ quan",
            ),
        ),
        migrations.AddField(
            model_name="statementremoval",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người lập",
            ),
        ),
        migrations.AddField(
            model_name="statementremoval",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.desk",
                verbose_name="bàn lập",
            ),
        ),
        migrations.AddField(
            model_name="statementremoval",
            name="reconciliation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="removals",
                to="ledger.reconciliation",
                verbose_name="lần đối chiếu",
            ),
        ),
        migrations.AddField(
            model_name="statementremoval",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="removals",
                to="ledger.statement",
                verbose_name="sao kê",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementremoval",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="statement_removal_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementremoval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("proposed", "decided"))),
                fields=("statement",),
                name="statement_is_removed_once",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
