"""The page that documents the API, drawn from its own schema: nothing of another host, nothing inline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.api.rates import rate_on, rates
from khuyencong.api.site import APIS, TOLD
from khuyencong.api.tokens import life_of_tokens
from khuyencong.api.webhooks import documented
from khuyencong.post.queries.api_keys import scopes
from khuyencong.rules.money import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A parameter or a field: its name, what kind of value, what it means, whether it must be there."""

    name: str
    kind: str
    meaning: str
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that may be asked or done."""

    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[Told, ...]
    sent_as: str
    body: tuple[Told, ...]
    answer: tuple[Told, ...]

    @property
    def sent_heading(self) -> str:
        """What the body is called on the page."""
        return f"Nội dung gửi ({self.sent_as})"

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        kept = "".join(each if each.isalnum() else "-" for each in self.path.removeprefix("/api/v1/"))
        return f"{self.method.lower()}-{kept.strip('-')}"


@cache
def groups() -> tuple[tuple[str, tuple[Operation, ...]], ...]:
    """Every operation, by what it is about."""
    found: dict[str, list[Operation]] = {}
    for each in APIS:
        schema: Any = each.get_openapi_schema()
        models = schema["components"]["schemas"]
        for path, methods in schema["paths"].items():
            for method, told in methods.items():
                found.setdefault(told["tags"][0], []).append(operation(method, path, told, models))
    return tuple((tag, tuple(each)) for tag, each in found.items())


def operation(method: str, path: str, told: Mapping[str, Any], models: Mapping[str, Any]) -> Operation:
    """One operation as the page tells it."""
    contents = told.get("requestBody", {}).get("content", {})
    [[form, content]] = contents.items() or [("application/json", {})]
    sent = content.get("schema", {})
    [answer] = [each for status, each in told["responses"].items() if str(status).startswith("2")]
    got = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=told.get("description", ""),
        scope=told.get("x-scope", ""),
        parameters=tuple(
            Told(
                name=each["name"],
                kind=kind_of(each["schema"], models),
                meaning=each.get("description") or each["schema"].get("description", ""),
                needed=each.get("required", False),
            )
            for each in told.get("parameters", [])
        ),
        sent_as="JSON" if form == "application/json" else "form",
        body=tuple(fields_of(sent, models)),
        answer=tuple(fields_of(got, models)),
    )


def fields_of(schema: Mapping[str, Any], models: Mapping[str, Any], before: str = "") -> Iterator[Told]:
    """The fields of a model, those of models in it after it."""
    schema = resolved(schema, models)
    if schema.get("type") == "array":
        yield from fields_of(schema["items"], models, f"{before}[]." if before else "[].")
        return
    needed = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        inner = resolved(field, models)
        yield Told(
            name=f"{before}{name}",
            kind=kind_of(field, models),
            meaning=field.get("description", inner.get("description", "")),
            needed=name in needed,
        )
        if inner.get("type") == "array":
            yield from fields_of(inner["items"], models, f"{before}{name}[].")
        elif "properties" in inner:
            yield from fields_of(inner, models, f"{before}{name}.")


def resolved(schema: Mapping[str, Any], models: Mapping[str, Any]) -> Mapping[str, Any]:
    """The model that a reference names, else the schema itself."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return models[name] if name else schema


KINDS = {
    "integer": "số nguyên",
    "string": "chữ",
    "boolean": "true/false",
    "array": "danh sách",
    "object": "đối tượng",
    "null": "null",
}


def kind_of(schema: Mapping[str, Any], models: Mapping[str, Any]) -> str:
    """What kind of value it is, in words."""
    if "anyOf" in schema:
        return " hoặc ".join(kind_of(each, models) for each in schema["anyOf"])
    schema = resolved(schema, models)
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"] if each != "")
    if "const" in schema:
        return str(schema["const"])
    if schema.get("format") in ("date", "date-time"):
        return "ngày" if schema["format"] == "date" else "lúc"
    words = KINDS.get(schema.get("type", ""), "giá trị")
    signs = (("≥", "minimum"), ("≤", "maximum"))
    return " ".join([words, *(f"{sign} {number(schema[name], 0)}" for sign, name in signs if name in schema)])


@login_not_required
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """What does the API offer, to whom, and how is it called?"""
    today = localdate()
    codes = dict.fromkeys(each.code for each in rates())
    context = {
        "told": TOLD,
        "groups": groups(),
        "scopes": scopes().values(),
        "token": next(each for _, told in groups() for each in told if each.path.endswith("/oauth/token")),
        "life": life_of_tokens(today),
        "hooks": documented(),
        "rates": [rate_on(code, today) for code in codes],
    }
    return render(request, "api/documentation.html", context)
