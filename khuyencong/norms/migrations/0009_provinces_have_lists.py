"""A list holds rows of provinces beside those for all; one row of a code binds a day for each of them.

The constraints of 0003 are made anew: on SQLite the tables are, and 0004 had lost the triggers of the tiers that way.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

LISTS = (
    *("advancetier", "authority", "changerule", "closingcheck", "condition"),
    *("deadline", "evidence", "priorityarea", "prioritytrade", "sector"),
)
FIRST = tuple(each for each in LISTS if each not in ("changerule", "closingcheck"))
"""Those that 0003 made its promise for."""

SQLITE_ONE_A_DAY = """
CREATE TRIGGER norms_{table}_one_a_day_{verb} BEFORE {verb} ON norms_{table}
WHEN EXISTS (
    SELECT 1 FROM norms_{table} other
    WHERE other.code = NEW.code AND other.id IS NOT NEW.id {place}
      AND (NEW.until IS NULL OR other.since < NEW.until)
      AND (other.until IS NULL OR NEW.since < other.until)
)
BEGIN SELECT RAISE(ABORT, 'norms_{table}: two rows of one code on one day'); END;
"""
POSTGRESQL_ONE_A_DAY = """
ALTER TABLE norms_{table} ADD CONSTRAINT norms_{table}_one_a_day EXCLUDE USING gist (
    int8range(hashtextextended({code}, 0), hashtextextended({code}, 0), '[]') WITH &&,
    daterange(since, until) WITH &&
);
"""
IN_PLACE = "AND other.province_id IS NEW.province_id"
PLACED_CODE = "code || '@' || coalesce(province_id, 0)::text"


def put_away(tables: tuple[str, ...]) -> Any:
    """Take back the promise of these tables, where it stands."""

    def run(apps: Any, editor: Any) -> None:
        for table in tables:
            if editor.connection.vendor == "sqlite":
                for verb in ("INSERT", "UPDATE"):
                    editor.execute(f"DROP TRIGGER IF EXISTS norms_{table}_one_a_day_{verb}")
            else:
                editor.execute(f"ALTER TABLE norms_{table} DROP CONSTRAINT IF EXISTS norms_{table}_one_a_day")

    return run


def promise(tables: tuple[str, ...], place: str, code: str) -> Any:
    """Make the promise for these tables."""

    def run(apps: Any, editor: Any) -> None:
        for table in tables:
            if editor.connection.vendor == "sqlite":
                for verb in ("INSERT", "UPDATE"):
                    editor.execute(SQLITE_ONE_A_DAY.format(table=table, verb=verb, place=place))
            else:
                editor.execute(POSTGRESQL_ONE_A_DAY.format(table=table, code=code))

    return run


def changed(table: str) -> list[Any]:
    """The column of one list, and what holds it."""
    province = models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="places.unit",
        verbose_name="của tỉnh",
    )
    constraints = (
        models.UniqueConstraint(
            fields=["code", "since"], condition=Q(province__isnull=True), name=f"{table}_is_a_code_from_a_day"
        ),
        models.UniqueConstraint(
            fields=["code", "province", "since"],
            condition=Q(province__isnull=False),
            name=f"{table}_of_a_province_is_a_code_from_a_day",
        ),
        models.CheckConstraint(
            condition=Q(province__isnull=True) | Q(purse="KCDP"),
            name=f"{table}_of_a_province_is_about_its_purse",
        ),
    )
    return [
        migrations.RemoveConstraint(model_name=table, name=f"{table}_is_a_code_from_a_day"),
        migrations.AddField(model_name=table, name="province", field=province),
        *(migrations.AddConstraint(model_name=table, constraint=each) for each in constraints),
    ]


def said(name: str, field: Any, text: bool = False) -> Any:
    """One thing that a proposal says of a document which the register does not hold yet."""
    return migrations.AddField(
        model_name="listchange", name=f"new_{name}", field=field, preserve_default=not text
    )


class Migration(migrations.Migration):
    dependencies = [("norms", "0008_closing_checks"), ("places", "0002_one_unit_per_code_and_day")]
    operations = [
        migrations.RunPython(put_away(LISTS), promise(FIRST, "", "code")),
        *(operation for table in LISTS for operation in changed(table)),
        said(
            "number",
            models.CharField("số văn bản chưa có trong sổ", max_length=80, blank=True, default=""),
            True,
        ),
        said("issuer", models.CharField("cơ quan ban hành", max_length=120, blank=True, default=""), True),
        said("title", models.CharField("trích yếu", max_length=300, blank=True, default=""), True),
        said("signed", models.DateField("ngày ký", null=True, blank=True)),
        migrations.RunPython(promise(LISTS, IN_PLACE, PLACED_CODE), put_away(LISTS)),
    ]
