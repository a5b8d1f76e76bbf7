"""A recorded inspection stays with its answers and faults, proof stays at once: both databases see to it."""

from importlib import import_module
from typing import Any

from django.db import migrations

promises: Any = import_module("khuyencong.projects.migrations.0032_obstacles_stay")
RECORDED = (
    "EXISTS (SELECT 1 FROM projects_inspection i WHERE i.id = OLD.inspection_id AND i.state = 'recorded')"
)
WANTED = ("inspection_id", "grade", "words", "wanted", "due", "agency_id")
TABLES = ("projects_inspection", "projects_inspectionanswer", "projects_fault", "projects_proof")


def forwards(apps: Any, editor: Any) -> None:
    """What was recorded is neither changed nor removed; what it wants put right may only move on."""
    said, over = "a recorded inspection stays", "OLD.state = 'recorded'"
    inspection, answer, fault, proof = TABLES
    promises.keep(editor, inspection, over=over, said=said, gone=over)
    promises.keep(editor, answer, over=RECORDED, said=said, gone=RECORDED)
    closed = "OLD.state = 'closed'"
    promises.keep(editor, fault, kept=WANTED, over=closed, said=said, held=RECORDED, gone=RECORDED)
    promises.keep(editor, proof, over="1 = 1", said="proof stays")


def backwards(apps: Any, editor: Any) -> None:
    """Take it back."""
    for table in TABLES:
        promises.let_go(editor, table)


class Migration(migrations.Migration):
    dependencies = [("projects", "0035_inspections")]
    operations = [migrations.RunPython(forwards, backwards)]
