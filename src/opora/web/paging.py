"""Pages of a long list, by ``?page=`` in the address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

Row = TypeVar("Row", bound=Model)
PER_PAGE = 50


class NumberedPage(Page[Row], Generic[Row]):
    """A page that knows the numbers to show beside it; «…» stands for those left out."""

    @property
    def numbers(self) -> Iterator[int | str]:
        """Numbers of the first, last and neighbouring pages."""
        return self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)


class _Paginator(Paginator[Row], Generic[Row]):
    ELLIPSIS = "…"  # type: ignore[assignment]

    def _get_page(self, *args: object, **kwargs: object) -> NumberedPage[Row]:
        return NumberedPage(*args, **kwargs)  # type: ignore[arg-type]


def page_of(
    rows: QuerySet[Row], request: HttpRequest, *, per_page: int = PER_PAGE
) -> NumberedPage[Row]:
    """Return the page that the address asks for.

    Raises
    ------
    Http404
        If there is no such page.
    """
    try:
        return _Paginator(rows, per_page).page(request.GET.get("page", 1))  # type: ignore[return-value]
    except (EmptyPage, PageNotAnInteger):
        raise Http404("no such page") from None
