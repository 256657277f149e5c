"""Tables of pages as files, charts in templates."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from opora.reports.charts import histogram
from opora.reports.tables import DOCX_ROWS, Table
from opora.web.tables import asked_kind, table_file

pytestmark = pytest.mark.django_db

TABLE = Table("Список школ: 2025", ("Школа", "Ниже"), [("СОШ № 5", 6)])


@pytest.mark.parametrize("kind", ["xlsx", "csv", "docx"])
def test_a_table_comes_under_its_own_name(kind: str) -> None:
    response = table_file(TABLE, kind)
    response.close()

    assert f".{kind}" in response.headers["Content-Disposition"]
    assert "%D0%A1%D0%BF%D0%B8%D1%81%D0%BE%D0%BA" in response.headers["Content-Disposition"]


def test_csv_is_streamed() -> None:
    response = table_file(TABLE, "csv")

    assert isinstance(response, StreamingHttpResponse)
    assert b"".join(response).decode().endswith("СОШ № 5;6\r\n")


def test_a_table_too_long_for_word_is_refused_in_words() -> None:
    response = table_file(Table("Т", ("Ч",), [(1,)] * (DOCX_ROWS + 1)), "docx")

    assert isinstance(response, HttpResponse)
    assert response.status_code == 422
    assert "XLSX" in response.content.decode()


def test_an_unknown_kind_asks_for_the_page() -> None:
    assert asked_kind(RequestFactory().get("/?as=exe")) is None


def test_a_chart_in_a_page_has_its_table_and_escapes_words() -> None:
    spec = histogram("Баллы <b>", {1: 2}, value="балл", unit="чел.")
    page = Template("{% load opora %}{% chart spec 'scores' %}").render(Context({"spec": spec}))

    assert "<svg" in page
    assert 'id="scores"' in page
    assert "<caption" in page
    assert "<b>" not in page


def test_the_links_to_files_keep_the_filter_of_the_page() -> None:
    request = RequestFactory().get("/schools/?q=сош")
    page = Template("{% load opora %}{% outputs %}").render(Context({"request": request}))

    assert "?q=%D1%81%D0%BE%D1%88&amp;as=xlsx" in page
