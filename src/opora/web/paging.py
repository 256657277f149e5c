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
    rows: QuerySet[Row] | Sequence[Row],
    request: HttpRequest,
    *,
    per_page: int = PER_PAGE,
    count: int | None = None,
) -> Page[Row]:
    """Return the page that the address asks for.

    Parameters
    ----------
    count : int, optional
        How many rows there are, where that is known and slow to count anew.

    Raises
    ------
    Http404
        If there is no such page.
    """
    paginator = Paginator(rows, per_page)
    if count is not None:
        paginator.count = count
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404("no such page") from None
