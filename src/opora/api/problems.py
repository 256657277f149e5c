"""Refusals as ``application/problem+json`` (RFC 9457), in Russian."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

MEDIA_TYPE = "application/problem+json"
TITLES = {
    401: "Нужен ключ",
    403: "Ключ этого не открывает",
    404: "Не найдено",
    422: "Запрос составлен неверно",
    429: "Слишком часто",
    500: "Внутренняя ошибка",
}
NO_KEY = (
    "Передайте действующий ключ в заголовке «Authorization: Bearer …». Ключ выдаёт страница "
    "«Профиль»."
)
NOT_FOUND = "Такого объекта нет, или он вам не открыт."
_WRONG = {
    "missing": "не указано",
    "extra_forbidden": "такого отбора нет",
    "int_parsing": "нужно целое число",
    "bool_parsing": "нужно true или false",
    "iso_day": "нужна дата в виде ГГГГ-ММ-ДД",
    "greater_than_equal": "должно быть не меньше {ge}",
    "less_than_equal": "должно быть не больше {le}",
    "enum": "нужно одно из значений: {expected}",
    "string_pattern_mismatch": "значение не того вида",
}

logger = logging.getLogger("opora.defects")


class WrongValue(Schema):
    """One value of a request that is wrong."""

    where: str = Field(description="Имя параметра.")
    message: str = Field(description="Что с ним не так.")


class Problem(Schema):
    """Why a request was refused."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[WrongValue] = Field(default_factory=list)


REFUSALS: dict[int, type[Schema]] = dict.fromkeys((401, 403, 422, 429), Problem)
REFUSALS_OF_ONE: dict[int, type[Schema]] = {**REFUSALS, 404: Problem}


def answer(status: int, detail: str, errors: Iterable[WrongValue] = ()) -> HttpResponse:
    """Answer with a problem."""
    problem = Problem(
        title=TITLES.get(status, "Отказано"), status=status, detail=detail, errors=list(errors)
    )
    response = JsonResponse(
        problem.model_dump(),
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    if status == 401:  # noqa: PLR2004  # RFC 9110: a refusal says how to prove oneself
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def not_found(_request: HttpRequest, _problem: Http404 | type[Http404]) -> HttpResponse:
    """Answer that there is no such thing; of another's thing nothing more is said."""
    return answer(404, NOT_FOUND)


def refused(_request: HttpRequest, problem: HttpError | type[HttpError]) -> HttpResponse:
    """Answer a refusal with its own words."""
    if isinstance(problem, AuthenticationError) or not isinstance(problem, HttpError):
        return answer(401, NO_KEY)
    return answer(problem.status_code, problem.message)


def wrong(
    _request: HttpRequest, problem: ValidationError | type[ValidationError]
) -> HttpResponse:
    """Answer which values of a request are wrong and how."""
    found = problem.errors if isinstance(problem, ValidationError) else []
    errors = [WrongValue(where=_where(one), message=_message(one)) for one in found]
    detail = "; ".join(f"«{one.where}»: {one.message}" for one in errors)
    return answer(422, f"{detail}.", errors)


def too_many(_request: HttpRequest, problem: Throttled | type[Throttled]) -> HttpResponse:
    """Answer that the key asks too often; the framework adds ``Retry-After``."""
    seconds = ceil(getattr(problem, "wait", None) or 1)
    return answer(429, f"По этому ключу запросов слишком много. Подождите {seconds} с.")


def defect(request: HttpRequest, problem: Exception | type[Exception]) -> HttpResponse:
    """Answer a defect of ours with a number that is in the log."""
    number = secrets.token_hex(4)
    shown = problem if isinstance(problem, Exception) else None
    logger.error("defect %s at %s", number, request.path, exc_info=shown)
    return answer(500, f"Ошибка записана под номером {number}. Сообщите его администратору.")


def _where(error: dict[str, Any]) -> str:
    return str(error["loc"][-1])


def _message(error: dict[str, Any]) -> str:
    words = _WRONG.get(error["type"], "значение не подходит")
    return words.format(**error.get("ctx", {}))
