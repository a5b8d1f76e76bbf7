"""What holds the house besides the import contracts: rules that a reader would otherwise have to remember."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "khuyencong"
TEMPLATES = PACKAGE / "web" / "templates"
DOORS = ["web", "console"]
WRITES = {
    *("save", "create", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"),
    *("cursor", "execute", "executemany", "raw"),
}
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def calls(path: Path) -> list[tuple[int, str, str]]:
    """(line, name, whole text of what it is called on) of every method called in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.lineno, node.func.attr, ast.unparse(node.func.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def writes(name: str, on: str) -> bool:
    """Whether a method writes rows; a dictionary's `update` does not, a queryset's does."""
    return name in WRITES or (name in ("update", "aupdate") and ".objects" in on)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_writes_only_through_actions(door):
    offending = [
        f"{path.relative_to(ROOT)}:{line} .{name}("
        for path in sorted((PACKAGE / door).rglob("*.py"))
        for line, name, on in calls(path)
        if writes(name, on)
    ]
    assert offending == []


def test_the_public_site_writes_only_through_its_actions():
    """It is a door with rows of its own: what writes them lies in actions, models and the storage of files."""
    inside = ("actions", "models", "migrations")
    offending = [
        f"{path.relative_to(ROOT)}:{line} .{name}("
        for path in sorted((PACKAGE / "portal").rglob("*.py"))
        if path.relative_to(PACKAGE / "portal").parts[0] not in inside and path.name != "storage.py"
        for line, name, on in calls(path)
        if writes(name, on)
    ]
    assert offending == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_door_plate(room):
    plate = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len(plate.split()) >= 8, f"{room}/__init__.py must say what is in here, and what is not"


def test_there_is_no_room_for_leftovers():
    names = {path.stem for path in PACKAGE.rglob("*.py")} | {
        path.name for path in PACKAGE.rglob("*") if path.is_dir()
    }
    assert names & {"common", "utils", "helpers", "services", "misc"} == set()


def test_every_dependency_says_what_for():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    silent = [name for name in wanted if not re.search(rf'^\s*"{re.escape(name)}",\s+# \w', text, re.MULTILINE)]
    assert silent == []


def test_nothing_names_a_machine_or_a_package_host():
    # Written in two halves so that this file does not find itself.
    forbidden = re.compile(
        "|".join(["/wo" + "rk/", "/ro" + "ot/", "pypi" + r"\.org", "registry\\.npm" + "js", "/ho" + "me/"])
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.suffix not in {".xlsx", ".xls", ".png", ".pdf", ".docx", ".zip", ".woff2", ".ttf"}
        for match in forbidden.finditer(path.read_bytes().decode("utf-8", errors="ignore"))
    ]
    assert found == []


def test_templates_carry_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sorted(PACKAGE.rglob("*.html"))
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_figure_of_the_law_hides_in_a_migration():
    """Norms, forms and deadlines are data files with a source; a migration only shapes tables."""
    loading = [
        path.relative_to(ROOT)
        for path in PACKAGE.rglob("migrations/0*.py")
        if "csv" in path.read_text(encoding="utf-8") or "bulk_create" in path.read_text(encoding="utf-8")
    ]
    assert loading == []


CITED = re.compile(r"Điều \d+[^.:]*?(TT|NĐ|QĐ|TTLT|Thông tư|Nghị định)\b|\d+/20\d\d/(TT|NĐ|QĐ|TTLT)")
FORMAT = "30/2020/NĐ-CP"
"""The decree on how official papers look: the layouts that follow it are dated rows of their own."""


def sentences(path: Path) -> list[str]:
    """What a template or a module says: its text, or its strings without the docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text.splitlines()
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def test_no_sentence_holds_a_clause_of_its_own():
    """A circular that ends takes its clauses with it: they are rows (Provision and the other lists), cited."""
    passed_over = ("migrations", "generate.py", "demo_lists.py")
    files = [each for kind in ("*.py", "*.html") for each in sorted(PACKAGE.rglob(kind))]
    offending = [
        f"{path.relative_to(ROOT)}: {said.strip()[:80]}"
        for path in files
        if not any(each in path.parts or each == path.name for each in passed_over)
        for said in sentences(path)
        if CITED.search(said.replace(FORMAT, ""))
    ]
    assert offending == []


def test_rules_read_no_clock_and_open_no_file():
    """import-linter sees modules, not calls; the clock is read at the door and passed in."""
    forbidden = {"now", "today", "utcnow", "read_text", "read_bytes", "write_text", "write_bytes", "connect"}
    found = [
        f"{path.relative_to(ROOT)}:{line} .{name}("
        for path in sorted((PACKAGE / "rules").rglob("*.py"))
        for line, name, _ in calls(path)
        if name in forbidden
    ]
    opened = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}("
        for path in sorted((PACKAGE / "rules").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"open", "print", "input"}
    ]
    assert found + opened == []


def test_no_view_takes_a_name_that_the_frame_of_every_page_uses():
    # A view that said "places" emptied the links of the rail on its page, and only the axe walk saw it.
    own = re.compile(r'"(?:places|bar|my_desk)":')
    views = [each for each in (PACKAGE / "web").rglob("*.py") if each.name != "shell.py"]
    assert [str(each.relative_to(ROOT)) for each in views if own.search(each.read_text("utf-8"))] == []


def test_no_page_asks_a_name_of_the_frame_for_something_of_its_own():
    # "if places" was true on every page, so an empty plan had a button to send it.
    frame = {"base.html"} | set(re.findall(r'include "([^"]+)"', (TEMPLATES / "base.html").read_text("utf-8")))
    asks = re.compile(r"\{%\s*(?:if|elif|for|with)\b[^%]*(?<![.\w])(?:places|bar)\b")
    pages = [each for each in TEMPLATES.rglob("*.html") if str(each.relative_to(TEMPLATES)) not in frame]
    quoted = re.compile(r'"[^"]*"')
    found = [each for each in pages if asks.search(quoted.sub("", each.read_text("utf-8")))]
    assert [str(each.relative_to(TEMPLATES)) for each in found] == []
