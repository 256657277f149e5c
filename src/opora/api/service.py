"""The interface as one thing: its parts, its refusals, its description."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from opora.api import assessments, identification, organisations, problems, roadmaps
from opora.api.asking import only_known
from opora.api.limits import PerKey

DESCRIPTION = """\
Данные Опоры для других программ, только чтение. Ключ выдаёт страница «Профиль»; он открывает
часть того, что видит выдавший его человек. Числа от 1 до 4 за пределами школы и муниципалитета
скрыты (null и hidden). Имён людей здесь нет. Результаты даны для адресной помощи школам:
составлять по ним рейтинги школ и учителей нельзя, поэтому порядка по результатам нет.
"""


class Service(NinjaAPI):
    """Describes itself as it is: refusals by their media type, no null in an address."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description."""
        described = super().get_openapi_schema(**options)
        for methods in described["paths"].values():
            for operation in methods.values():
                _name_problems(operation["responses"])
                _leave_out_null(operation["parameters"])
        return described

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation as its function."""
        return operation.view_func.__name__

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:  # noqa: ARG002
        """Name an address apart from those of pages."""
        return f"api_{operation.view_func.__name__}"


def _name_problems(responses: dict[int, dict[str, Any]]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:  # noqa: PLR2004  # refusals begin here
            response["content"] = {problems.MEDIA_TYPE: response["content"]["application/json"]}


def _leave_out_null(parameters: list[dict[str, Any]]) -> None:
    """Take null out of what a filter may be: an address has no word for it."""
    for parameter in parameters:
        allowed = parameter["schema"].pop("anyOf", None)
        if allowed:
            parameter["schema"] |= next(one for one in allowed if one.get("type") != "null")


def _service() -> Service:
    made = Service(
        title="Опора",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        urls_namespace="api",
        throttle=PerKey(),
    )
    made.add_decorator(only_known)
    for router in (
        organisations.own,
        organisations.router,
        assessments.router,
        identification.router,
        roadmaps.router,
    ):
        made.add_router("", router)
    made.add_exception_handler(Http404, problems.not_found)
    made.add_exception_handler(Throttled, problems.too_many)
    made.add_exception_handler(HttpError, problems.refused)
    made.add_exception_handler(ValidationError, problems.wrong)
    made.add_exception_handler(Exception, problems.defect)
    return made


api = _service()
