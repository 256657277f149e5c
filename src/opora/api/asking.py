"""What requests have in common: ids, days, parts of a long list, no unknown filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Annotated, Any, Generic, Protocol, TypeVar

from django.db.models import Choices, Model, QuerySet
from django.http import HttpRequest
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item", bound=Schema)

LARGEST_ID = 2**63 - 1
"""What a column of either database holds."""

MOST = 200
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _iso_day(value: object) -> date:
    """Take a day as ISO writes it; pydantic alone would take seconds since 1970 as well."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("iso_day", "no such day") from error
    raise PydanticCustomError("iso_day", "not a day")


Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Day = Annotated[date, BeforeValidator(_iso_day)]


def one_of(choices: type[Choices]) -> WithJsonSchema:
    """Describe choices in their place: many of ours are called ``Kind``, names would clash."""
    return WithJsonSchema({"type": "string", "enum": list(choices.values)})


class Numbered(Protocol):
    """What has an id by which parts follow each other."""

    @property
    def pk(self) -> int:
        """Return the id."""
        ...


class Part(Schema):
    """Which part of a long list: so many rows after that one."""

    after: int = Field(0, ge=0, le=LARGEST_ID, description="Значение «next» прошлого ответа.")
    limit: int = Field(50, ge=1, le=MOST, description="Сколько строк в ответе.")


class Items(Schema, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    next: int | None = Field(description="Что передать в «after»; null — это конец.")


def only_known(operation: Callable[..., Schema]) -> Callable[..., Schema]:
    """Refuse a filter that an operation does not know: passed over, it would give too much."""

    @wraps(operation)
    def checked(request: HttpRequest, *given: Any, **asked: Any) -> Schema:
        known = type(asked["asked"]).model_fields if "asked" in asked else {}
        if unknown := [name for name in request.GET if name not in known]:
            raise ValidationError(
                [{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown]
            )
        return operation(request, *given, **asked)

    return checked


def part_of(rows: QuerySet[Row], asked: Part) -> tuple[list[Row], int | None]:
    """Return the asked rows by their ids, and where the next part begins.

    A list cut by ids stays the same while rows come and go, and its last part costs what its
    first does.
    """
    found = list(rows.filter(pk__gt=asked.after).order_by("pk")[: asked.limit + 1])
    return found[: asked.limit], next_after(found, asked)


def next_after(found: Sequence[Numbered], asked: Part) -> int | None:
    """Return the id after which the next part begins, None at the end."""
    return int(found[asked.limit - 1].pk) if len(found) > asked.limit else None
