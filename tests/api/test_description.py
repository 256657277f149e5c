"""The interface against its own description: schemathesis sends what it allows and forbids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from wsgiref.types import StartResponse

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis import Case

from opora.api.service import api
from opora.domain.people.models import User
from tests.api.conftest import Signed, Told

EXAMPLES = 15


DESCRIBED = schemathesis.openapi.from_dict(
    api.get_openapi_schema(),
    config=schemathesis.Config.from_dict(
        {"generation": {"max-examples": EXAMPLES, "database": "none", "deterministic": True}}
    ),
)


@cache
def site() -> WSGIHandler:
    return get_wsgi_application()


def serve(environ: dict[str, object], start: StartResponse) -> Iterable[bytes]:
    """Answer as the server does; made late, when the folders of the tests stand."""
    return site()(environ, start)


DESCRIBED.app = serve


@pytest.fixture(autouse=True)
def kept_connection() -> Iterator[None]:
    """Let requests leave the connection open, which is inside the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(told: Told, regional_coordinator: User, program: Signed) -> str:
    """Give the key of who sees most."""
    return program(regional_coordinator).secret


@DESCRIBED.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_answer_is_as_described(case: Case, key: str) -> None:
    unpacked = {"Accept-Encoding": "identity"}  # a WSGI client unpacks nothing
    case.call_and_validate(headers={"Authorization": f"Bearer {key}", **unpacked})


def test_the_description_says_what_the_law_forbids_and_is_open_to_all(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert "рейтинги школ и учителей нельзя" in told["info"]["description"]
    assert {method for one in told["paths"].values() for method in one} == {"get"}
    refusals = told["paths"]["/api/v1/runs"]["get"]["responses"]["401"]["content"]
    assert list(refusals) == ["application/problem+json"]


@pytest.mark.parametrize("path", ["", "nothing", "runs/1/2"])
def test_another_address_is_not_there(path: str, db: None) -> None:
    assert Client().get(f"/api/v1/{path}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_by_the_interface(method: str, db: None) -> None:
    answer = getattr(Client(), method)("/api/v1/organisations")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
