"""Files are brought, checked, corrected, confirmed and withdrawn in the browser."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.domain.assessments.models import Import, SchoolCount
from opora.domain.assessments.services import adding, dry_runs
from opora.results.workbooks import open_sheets
from tests.domain.assessments.conftest import CODE, OTHER_CODE
from tests.domain.assessments.tables import flat_marks, flat_row, individual, school_rows
from tests.factories import NOON

LIST = "/results/imports/"


def upload(client: Client, organisation, *files: SimpleUploadedFile, **extra):
    data = {"organisation": organisation.pk, "uploads": list(files), "whole": "1"}
    return client.post(LIST, data, follow=True, **extra)


def book(content: bytes, name: str = "ВПР 2025.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def spoilt() -> bytes:
    """A file with one row whose mark cannot be."""
    rows = school_rows(CODE, [2, 3, 4, 5])
    rows[1][-2] = "семь"
    return individual(rows)


def test_a_file_goes_from_the_upload_to_the_counts(
    authority, coordinator, schools, sign_in, two_schools_file
) -> None:
    client = sign_in(coordinator)
    page = upload(client, authority, book(two_schools_file)).content.decode()
    assert "принят и проверяется" in page
    found = Import.objects.get()
    assert "В очереди" in page
    dry_runs.dry_run(found.pk, at=NOON)

    page = client.get(f"{LIST}{found.pk}/").content.decode()
    assert "Индивидуальные результаты" in page
    assert "Это пробное чтение" in page
    assert "ВПР 2025, математика, 5 класс" in page
    client.post(f"{LIST}{found.pk}/confirm/")
    adding.add(found.pk, at=NOON)

    assert SchoolCount.objects.count() == 2
    page = client.get(f"{LIST}{found.pk}/").content.decode()
    assert "Добавлен" in page
    assert "Подтвердил" in page


def test_several_files_go_at_once_and_a_refused_one_stops_none(
    authority, coordinator, schools, sign_in, two_schools_file
) -> None:
    order = SimpleUploadedFile("Приказ.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF")
    answer = upload(sign_in(coordinator), authority, book(two_schools_file), order)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Import.objects.count() == 1
    assert "Приказ.pdf" in page
    assert 'href="/documents/new/"' in page, "the page where an order belongs"


def test_a_script_is_answered_in_words(
    authority, coordinator, schools, sign_in, two_schools_file
) -> None:
    client = sign_in(coordinator)
    script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
    told = upload(client, authority, book(two_schools_file), **script).json()
    assert told["address"] == f"{LIST}{Import.objects.get().pk}/"
    assert not told["known"]
    again = upload(client, authority, book(two_schools_file), **script).json()
    assert again["known"]
    assert "Этот файл уже принесли" in again["sentence"]


def test_a_form_that_was_cut_is_refused(authority, coordinator, sign_in) -> None:
    data = {"organisation": authority.pk, "uploads": [book(b"x")]}
    answer = sign_in(coordinator).post(LIST, data)
    assert answer.status_code == 422
    assert "связь прервалась" in answer.content.decode()


def test_progress_is_asked_for_until_there_is_none(
    authority, coordinator, schools, sign_in, two_schools_file
) -> None:
    client = sign_in(coordinator)
    upload(client, authority, book(two_schools_file))
    found = Import.objects.get()
    address = f"{LIST}{found.pk}/state/"
    assert "every 1s" in client.get(address).content.decode()
    htmx = {"headers": {"HX-Request": "true"}}
    assert "every 2s" in client.get(LIST, **htmx).content.decode()
    dry_runs.dry_run(found.pk, at=NOON)
    assert client.get(address)["HX-Redirect"] == f"{LIST}{found.pk}/"
    table = client.get(LIST, **htmx).content.decode()
    assert "every 2s" not in table
    assert "<html" not in table


def test_a_cell_is_corrected_in_the_browser_and_the_file_checked_again(
    bring, coordinator, schools, sign_in, spoilt
) -> None:
    found = bring(spoilt)
    assert found.rows_quarantined == 1
    client = sign_in(coordinator)
    page = client.get(f"{LIST}{found.pk}/?remark=aside")
    line = page.context["lines"][0]
    assert "строка 7" in line.place
    field = next(one for one in line.fields if one.value == "семь")
    typed = {one.name: one.value for one in line.fields} | {field.name: "3"}

    answer = client.post(f"{LIST}{found.pk}/correct/?remark=aside", typed, follow=True)
    assert "Исправлено ячеек: 1" in answer.content.decode()
    dry_runs.dry_run(found.pk, at=NOON)
    found.refresh_from_db()
    assert found.rows_quarantined == 0
    page = client.get(f"{LIST}{found.pk}/").content.decode()
    assert "«семь» → «3»" in page


def test_nothing_corrected_is_said_and_nothing_typed_is_lost(
    bring, coordinator, schools, sign_in, spoilt
) -> None:
    found = bring(spoilt)
    answer = sign_in(coordinator).post(f"{LIST}{found.pk}/correct/", {})
    assert answer.status_code == 422
    assert "Укажите" in answer.content.decode()


def test_rows_put_aside_are_downloaded_with_their_reasons(
    bring, coordinator, schools, sign_in, spoilt
) -> None:
    found = bring(spoilt)
    answer = sign_in(coordinator).get(f"{LIST}{found.pk}/aside.xlsx")
    sheet = next(open_sheets(io.BytesIO(b"".join(answer))))
    text = " ".join(str(cell) for _, row in sheet.rows for cell in row)
    assert "семь" in text
    assert "Значение не прочитано" in text


@pytest.mark.parametrize("kind", ["xlsx", "csv", "docx"])
def test_remarks_are_a_file_too(  # noqa: PLR0917  # fixtures
    kind, bring, coordinator, schools, sign_in, spoilt
) -> None:
    found = bring(spoilt)
    answer = sign_in(coordinator).get(f"{LIST}{found.pk}/?as={kind}")
    assert answer.status_code == 200
    assert b"".join(answer)


def test_what_is_replaced_is_told_before_it_is(  # noqa: PLR0917  # fixtures
    added, bring, coordinator, schools, sign_in, two_schools_file
) -> None:
    added(two_schools_file)
    later = bring(individual(school_rows(CODE, [2, 2, 3, 4, 5])), "Исправленный.xlsx")
    page = sign_in(coordinator).get(f"{LIST}{later.pk}/").content.decode()
    assert "Заменит результаты: 1\xa0школа" in page


def test_withdrawing_what_counts_asks_for_a_reason(
    added, coordinator, schools, sign_in, two_schools_file
) -> None:
    found = added(two_schools_file)
    client = sign_in(coordinator)
    address = f"{LIST}{found.pk}/withdraw/"
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "почему файл отзывается" in refused.content.decode()
    page = client.post(address, {"reason": "Не тот год"}, follow=True).content.decode()
    assert "отозван" in page
    assert not SchoolCount.objects.exists()


def test_a_file_that_is_not_results_says_where_it_belongs(bring, coordinator, sign_in) -> None:
    found = bring(b"\xd1\x8f;\xd1\x8f\n1;2\n", "Список.csv")
    page = sign_in(coordinator).get(f"{LIST}{found.pk}/").content.decode()
    assert "не похож ни на один известный отчёт" in page
    assert 'href="/passports/"' in page
    assert 'href="/documents/new/"' in page


def test_confirming_twice_is_refused_in_words(
    added, coordinator, schools, sign_in, two_schools_file
) -> None:
    found = added(two_schools_file)
    page = sign_in(coordinator).post(f"{LIST}{found.pk}/confirm/", follow=True)
    assert "это действие недоступно" in page.content.decode()


@pytest.mark.parametrize("who", ["school_head", "curator", "teacher", "stranger"])
def test_others_see_neither_the_file_nor_what_may_be_done_with_it(  # noqa: PLR0917  # fixtures
    who, bring, schools, sign_in, request, two_schools_file
) -> None:
    found = bring(two_schools_file)
    client = sign_in(request.getfixturevalue(who))
    for name in ("", "state/", "aside.xlsx", "?as=xlsx"):
        assert client.get(f"{LIST}{found.pk}/{name}").status_code == 404
    for name in ("confirm/", "correct/", "withdraw/", "again/"):
        assert client.post(f"{LIST}{found.pk}/{name}").status_code == 404
    found.refresh_from_db()
    assert found.status == Import.Status.READY


def test_a_school_does_not_bring_files(school_head, authority, sign_in) -> None:
    client = sign_in(school_head)
    assert client.get(LIST).status_code == 403
    assert upload(client, authority, book(b"x")).status_code == 403


def test_a_session_that_ended_leads_back_to_the_page(bring, schools, two_schools_file) -> None:
    found = bring(two_schools_file)
    answer = Client().post(f"{LIST}{found.pk}/withdraw/", {"reason": "x"})
    assert unquote(answer["Location"]).endswith(f"?next={LIST}{found.pk}/withdraw/")
    assert Import.objects.get().status == Import.Status.READY


def test_many_files_are_paged_with_as_many_queries_as_few(
    bring, coordinator, schools, sign_in, django_assert_max_num_queries
) -> None:
    for number in range(3):
        bring(flat_marks([flat_row(OTHER_CODE, [1, 2, 3, number + 1])]), f"{number}.csv")
    client = sign_in(coordinator)
    with django_assert_max_num_queries(16):
        client.get(LIST)
    for number in range(3, 12):
        bring(flat_marks([flat_row(OTHER_CODE, [1, 2, 3, number + 1])]), f"{number}.csv")
    with django_assert_max_num_queries(16):
        client.get(LIST)
    assert "added" in client.get(f"{LIST}?state=added").context["state"]


def test_the_list_of_files_is_a_file_too_with_numbers_only_for_who_may_see_them(  # noqa: PLR0917  # fixtures
    bring, coordinator, regional_coordinator, schools, sign_in, two_schools_file
) -> None:
    found = bring(two_schools_file)

    def told(user) -> str:
        answer = sign_in(user).get(f"{LIST}?as=csv")
        return b"".join(answer.streaming_content).decode("utf-8-sig")

    assert f"{found.file_name};" in told(coordinator)
    assert "Ждёт подтверждения" in told(coordinator)
    assert "скрыто;скрыто" in told(regional_coordinator)
