"""The API as one whole: its operations, how refusals are told, what OpenAPI says of it."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from khuyencong.api import oauth
from khuyencong.api.callers import Key
from khuyencong.api.open import calls, entitlement, figures, norms, places
from khuyencong.api.open.sharing import for_every_site
from khuyencong.api.parsing import StrictParser
from khuyencong.api.partner import establishments, projects, reports, returns
from khuyencong.api.refusals import HANDLERS, Refusal
from khuyencong.api.webhooks import schemas, webhooks
from khuyencong.post.queries.api_keys import scopes

TITLE = "Khuyến công: API"
TOLD = (
    "Cùng câu hỏi và cùng việc với các trang web, cho phần mềm khác. Tiền là số nguyên đồng, ngày theo ISO "
    "8601. Phần công khai không cần khóa. Phần của cơ quan cần khóa: Authorization: Bearer kc_…, do người giữ "
    "bàn lập ở trang Khóa API, hoặc mã ngắn hạn đổi từ khóa theo OAuth 2.0. Lần ghi cần "
    "Idempotency-Key. Ngoài phạm vi là 404, không được phép là 403, chưa được là 422; mọi lời từ chối có "
    "cùng một dạng: findings, trừ địa chỉ xin mã theo RFC 6749."
)


class Api(NinjaAPI):
    """Ours: every operation may answer with a refusal, and says so."""

    def get_openapi_schema(self, *args: Any, **options: Any) -> OpenAPISchema:
        """What ninja reads from the operations, with the refusals."""
        schema = super().get_openapi_schema(*args, **options)
        told = Refusal.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= told.pop("$defs") | {"Refusal": told}
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
        needed = scopes_needed(self)
        for operation in operations_of(schema):
            if scope := needed.get(operation["operationId"]):
                operation["x-scope"] = scope
                operation["security"] = [*operation["security"], {"OAuth2": [scope]}]
            told_so = {"description": "Từ chối: xem findings", "content": content}
            operation["responses"].setdefault("default", told_so)
        if needed:
            schema["components"]["securitySchemes"]["OAuth2"] = oauth2_scheme()
            schema["components"]["schemas"] |= schemas()
            schema["webhooks"] = webhooks()
        return schema


def oauth2_scheme() -> dict[str, Any]:
    """How OpenAPI tells of tokens by client credentials."""
    told = {each.code: each.name for each in scopes().values()}
    flow = {"tokenUrl": settings.SITE_URL + reverse("api-1:api_token"), "scopes": told}
    return {
        "type": "oauth2",
        "description": "Khóa của bàn đổi lấy mã ngắn hạn",
        "flows": {"clientCredentials": flow},
    }


def scopes_needed(of: NinjaAPI) -> dict[str, str]:
    """The scope that each operation asks of a key, by the operation's name; nothing for what is open."""
    views = [view for each in of._get_bound_routers() for view in each.path_operations.values()]
    return {
        operation.operation_id or of.get_openapi_operation_id(operation): key.scope
        for view in views
        for operation in view.operations
        for key in operation.auth_callbacks
        if isinstance(key, Key)
    }


def operations_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Every operation of a schema."""
    for methods in schema["paths"].values():
        yield from methods.values()


def opened(of: Api, *modules: Any) -> None:
    """Let anybody ask these operations, from any site."""
    for module in modules:
        module.router.add_decorator(for_every_site, mode="view")
        of.add_router("", module.router)


api = Api(
    title=TITLE,
    version="1.0.0",
    description=TOLD,
    docs_url=None,
    urls_namespace="api-1",
    parser=StrictParser(),
)
common_grants = Api(
    title="Khuyến công: CommonGrants",
    version="1.0.0",
    description="Các kỳ đăng ký kế hoạch theo giao thức CommonGrants; công khai, chỉ đọc.",
    docs_url=None,
    urls_namespace="common-grants",
    parser=StrictParser(),
)
APIS = (api, common_grants)
for each in APIS:
    for thrown, told in HANDLERS.items():
        each.add_exception_handler(thrown, told)
opened(api, places, norms, figures, entitlement)
opened(common_grants, calls)
for module in (oauth, projects, establishments, returns, reports):
    api.add_router("", module.router)
