"""Made-up requests by the API's own schema, thousands of them: whatever comes, no answer is a 5xx.

Some for each operation in every run; KHUYENCONG_SCHEMATHESIS=100000 throws that many in all. What the schema
promises of an answer is held to as well: its status, its content type and its shape.
"""

import os
import sys
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from khuyencong.api.site import APIS
from khuyencong.config.wsgi import application
from khuyencong.projects.actions import Basics
from khuyencong.projects.lifecycle import start
from khuyencong.reporting.lifecycle import begin_return
from khuyencong.reporting.models import Figure
from khuyencong.workflow.lifecycle import Act
from tests.api.conftest import TODAY
from tests.web.test_access import BASICS

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("KHUYENCONG_SCHEMATHESIS", "400"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PATHS = [
    (each, path, method)
    for each in APIS
    for path, methods in each.get_openapi_schema()["paths"].items()
    for method in methods
]


@pytest.fixture
def one_connection(there):
    """The server's handler would close the connection after a request, and the test's transaction with it.

    Asked for after what the test's own client makes: that one puts the receivers back each time.
    """
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


@pytest.fixture
def there(law, owed, published, program, dong_thap_officer):
    """Rows of the key's desk that some of the requests are about, and the headers that open them."""
    begin_return(owed, Act(by=dong_thap_officer, at=TODAY))
    project = start(Basics(**BASICS, items={}), act=Act(by=dong_thap_officer, at=TODAY))
    said = {"name": "Cơ sở", "legal_form": "ho", "source": "Sổ", "province": "82"}
    keys = {
        "projects": {"key": project.pk},
        "establishments": {"key": program.send("post", "/establishments", said).json()["id"]},
        "returns": {"key": owed.pk},
        "figures": {"key": Figure.objects.order_by("pk").first().pk},
        "places": {"code": "82"},
        "norms": {"code": "kcqg-may-moc"},
        "numbers": {"code": "K3F7Q2M9TA"},
    }
    return keys, program.headers


@pytest.mark.parametrize(
    ("of", "path", "method"), PATHS, ids=lambda each: each if isinstance(each, str) else each.title
)
def test_no_request_breaks_it(of, path, method, there, one_connection, monkeypatch):
    monkeypatch.setattr("khuyencong.api.doorway.wait_for", lambda request: 0)
    schema = schemathesis.openapi.from_dict(of.get_openapi_schema())
    schema.app = application
    keys, headers = there
    operation, known = schema[path][method], keys.get(path.split("/")[3]) if "{" in path else None
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    cases = [operation.as_strategy(generation_mode=each) for each in modes]
    if known:
        cases += [operation.as_strategy(generation_mode=each, path_parameters=known) for each in modes]
    statuses = Counter()

    @settings(
        max_examples=-(-CASES // len(PATHS)),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(cases))
    def thrown(case):
        response = case.call(headers=headers | {"Accept-Encoding": "identity"})
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    thrown()
    told = f"{method} {path}: {sum(statuses.values())} {dict(sorted(statuses.items()))}"
    sys.stdout.write(f"{told}\n")
    # An operation that takes nothing can be asked in one way only.
    assert sum(statuses.values()) > 1 or not operation.definition.raw.get("parameters")
