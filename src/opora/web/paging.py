"""Pages of a long list, by ``?page=`` in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

Row = TypeVar("Row", bound=Model)
PER_PAGE = 50


def page_of(
    rows: QuerySet[Row] | Sequence[Row], request: HttpRequest, *, per_page: int = PER_PAGE
) -> Page[Row]:
    """Return the page that the address asks for.

    Raises
    ------
    Http404
        If there is no such page.
    """
    try:
        return Paginator(rows, per_page).page(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404("no such page") from None
