"""Draw the documents that come from the code: `python docs/draw.py` writes them, `--check` only compares.

docs/tables.md is every table with its columns and promises, from Django's models; docs/access.md is who may
open which address, from the policy that the tests try; docs/lifecycle.md is how dossiers move.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOMS = [
    "workflow",
    "places",
    "organisations",
    "post",
    "handover",
    "norms",
    "industry",
    "projects",
    "ledger",
    "reporting",
    "portal",
]
HEAD = "<!-- Vẽ từ mã nguồn bằng docs/draw.py; đừng sửa tay. -->\n"


def tables() -> str:
    """Every model of our rooms, with its columns and its constraints."""
    return HEAD + "\n".join(["# Các bảng", *(line for room in ROOMS for line in room_tables(room))]) + "\n"


def room_tables(room: str) -> Iterator[str]:
    """One room's models."""
    from django.apps import apps

    yield f"\n## {room}\n"
    for model in apps.get_app_config(room).get_models():
        meta = model._meta
        yield f"### {meta.object_name}: {meta.verbose_name}\n"
        yield (model.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ") + "\n"
        yield "| cột | nghĩa | kiểu |"
        yield "|---|---|---|"
        for field in meta.concrete_fields:
            target = f" → {field.related_model.__name__}" if field.related_model else ""
            empty = ", có thể trống" if field.null else ""
            yield f"| `{field.name}` | {field.verbose_name} | {field.get_internal_type()}{target}{empty} |"
        promises = [f"`{constraint.name}`" for constraint in meta.constraints]
        yield f"\nRàng buộc: {', '.join(promises) if promises else 'không có'}.\n"


def access() -> str:
    """Every address × kind of reader, from the policy that tests/web/test_access.py tries."""
    from tests.web.policy import POLICY, ROLES

    lines = [
        "# Ai mở được trang nào",
        "",
        "200 mở được, 302 phải đăng nhập, 403 không được phép, 404 ngoài phạm vi, 405 chỉ nhận POST.",
        "Vật mang thử là của Sở người lập, chưa công bố. `tests/web/test_access.py` thử từng ô của bảng này.",
        "",
        f"| địa chỉ | {' | '.join(ROLES.values())} |",
        f"|---|{'---|' * len(ROLES)}",
        *(
            f"| `{name}` | {' | '.join(str(policy[role]) for role in ROLES)} |"
            for name, (policy, _) in sorted(POLICY.items())
        ),
    ]
    return HEAD + "\n".join(lines) + "\n"


def lives() -> str:
    """Every lifecycle as a picture and a table, from the tables that move the dossiers."""
    from tests.lifecycles import lifecycles

    lines = [
        "# Vòng đời của hồ sơ",
        "",
        "Mỗi bước chờ ở bàn của ai, ai chuyển được sang bước nào. “Khác người”: ai đã làm việc ấy ở lượt này",
        "(từ lần lập, trả lại hoặc mở lại sau cùng) thì không làm việc này.",
    ]
    for life in lifecycles():
        lines += ["", f"## {life.title} (`{life.kind}`)", "", "```mermaid", "stateDiagram-v2"]
        lines += [f'    state "{state.label}" as {state.code}' for state in life.states]
        lines += [f"    [*] --> {life.initial}"]
        lines += [
            f"    {source} --> {each.target}: {each.title}"
            for each in life.transitions
            for source in sorted(each.sources)
        ]
        lines += [f"    {state.code} --> [*]" for state in life.states if state.final]
        lines += ["```", "", "| bước | chờ ở |", "|---|---|"]
        lines += [f"| {state.label} | {state.owner or 'kết thúc'} |" for state in life.states]
        lines += ["", "| việc | từ | đến | ai | điều kiện |", "|---|---|---|---|---|"]
        lines += [life_row(life, each) for each in life.transitions]
    return HEAD + "\n".join(lines) + "\n"


def life_row(life: Any, each: Any) -> str:
    """One transition as a row."""
    conditions = [
        *(["phải ghi lý do"] if each.needs_reason else []),
        *(["đăng nhập lại trước khi quyết định"] if each.decision else []),
        *(f"khác người đã “{life.transition(name).title.lower()}”" for name in sorted(each.unlike)),
        *(["khác người có số đang đứng trong hồ sơ"] if each.own_hand else []),
        *([f"{each.practice.first} lần đầu cần người xem lại"] if each.practice else []),
    ]
    sources = ", ".join(life.state(code).label for code in sorted(each.sources))
    return (
        f"| {each.title} (`{each.name}`) | {sources} | {life.state(each.target).label} | {each.by} "
        f"| {'; '.join(conditions)} |"
    )


def personal_data() -> str:
    """What is kept about people, from the register that exporting, erasing and purging walk."""
    from khuyencong.organisations.register import about_people

    tables = about_people()
    grounds = {table.ground.code: table.ground for table in tables if table.ground is not None}
    lines = [
        "# Dữ liệu cá nhân",
        "",
        "Thời hạn do hệ thống này đặt ra. Căn cứ ghi “chưa kiểm chứng” là chưa ai đọc tận điều khoản.",
        "",
        "| bảng | về ai | cột | để làm gì | căn cứ | giữ bao lâu | khi xóa |",
        "|---|---|---|---|---|---|---|",
    ]
    for table in tables:
        columns = ", ".join(f"`{name}`" for name in table.personal)
        erasing = f"{table.erasure.label}. {table.because}".rstrip(". ") + "."
        lines.append(
            f"| {table.title} (`{table.model}`) | `{table.person}` | {columns} | {table.purpose} "
            f"| {table.ground.title if table.ground else ''} | {table.retention} | {erasing} |"
        )
    lines += ["", "## Căn cứ", ""]
    for ground in grounds.values():
        known = "đã đọc điều khoản" if ground.verified else "**chưa kiểm chứng điều khoản**"
        lines.append(f"- {ground.title} ({known}). {ground.note}")
    return HEAD + "\n".join(lines) + "\n"


DRAWN = {"tables.md": tables, "access.md": access, "lifecycle.md": lives, "personal-data.md": personal_data}


def main() -> int:
    """Write or compare; exit 1 when a document is not what the code says."""
    sys.path.insert(0, str(DOCS.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.config.settings")
    import django

    django.setup()
    stale = []
    for name, draw in DRAWN.items():
        path, text = DOCS / name, draw()
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/{name} is not what the code says: run `python docs/draw.py`", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
