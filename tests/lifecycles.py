"""Every lifecycle of the house, found by its type, so that a new one is tried without being listed."""

import importlib
import pkgutil

import khuyencong
from khuyencong.workflow.lifecycle import Lifecycle


def lifecycles() -> list[Lifecycle]:
    """The tables of every room's `lifecycle` module, in the order of their kinds."""
    rooms = [name for _, name, _ in pkgutil.iter_modules(khuyencong.__path__, "khuyencong.")]
    found = {}
    for room in rooms:
        if importlib.util.find_spec(f"{room}.lifecycle") is None:
            continue
        module = importlib.import_module(f"{room}.lifecycle")
        found |= {each.kind: each for each in vars(module).values() if isinstance(each, Lifecycle)}
    return [found[kind] for kind in sorted(found)]
