import pytest

from tests.web.imports.conftest import make_read_draft, order_of

TABS = ("requisites", "points", "measures", "indicators", "findings")


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_beside_the_document(tab, draft, coordinator, sign_in) -> None:
    page = sign_in(coordinator).get(f"/documents/drafts/{draft.pk}/{tab}/").content.decode()
    assert "Контроль оставляю за собой" in page
    assert 'data-for="i2.deadline_text"' in page
    assert page.count('aria-current="page"') >= 2


def test_a_line_says_the_days_and_whom_the_words_mean(draft, coordinator, sign_in) -> None:
    page = sign_in(coordinator).get(f"/documents/drafts/{draft.pk}/measures/").content.decode()
    assert "«до 01.12.2025»" in page
    assert "01.12.2025, пн" in page
    assert "01.10 – 31.10.2025" in page
    assert "1\u00a0школа" in page
    assert "→ ИМЦ" not in page


def test_doubtful_lines_come_first(draft, coordinator, sign_in) -> None:
    page = sign_in(coordinator).get(f"/documents/drafts/{draft.pk}/measures/").content.decode()
    assert page.index('id="i3"') < page.index("Прочитано уверенно") < page.index('id="i1"')


def test_who_may_only_look_gets_no_buttons(draft, school_head, sign_in) -> None:
    draft.uploaded_by = school_head
    draft.save()
    page = sign_in(school_head).get(f"/documents/drafts/{draft.pk}/measures/").content.decode()
    assert "data-check" not in page
    assert "Заменить файл" not in page


@pytest.mark.parametrize(
    "path", ["", "measures/", "file/", "state/", "lines/i1/", "confirm/", "replace/"]
)
def test_a_stranger_finds_nothing(path, draft, stranger, sign_in) -> None:
    assert sign_in(stranger).get(f"/documents/drafts/{draft.pk}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["check/", "decide/", "rows/", "set/", "discard/", "choose/1/", "lines/i1/"]
)
def test_a_stranger_changes_nothing(path, draft, stranger, sign_in) -> None:
    answer = sign_in(stranger).post(
        f"/documents/drafts/{draft.pk}/{path}", {"decision": "corrected"}
    )
    assert answer.status_code == 404
    assert not draft.edits.exists()


def test_an_unknown_tab_is_not_found(draft, coordinator, sign_in) -> None:
    assert sign_in(coordinator).get(f"/documents/drafts/{draft.pk}/чужое/").status_code == 404


@pytest.mark.parametrize("rows", [2, 200])
def test_a_big_document_asks_as_little_and_stays_small(  # noqa: PLR0917  # fixtures
    rows, authority, methodical, coordinator, sign_in, django_assert_num_queries
) -> None:
    draft = make_read_draft(authority, coordinator, order_of(rows))
    client = sign_in(coordinator)
    with django_assert_num_queries(8):
        page = client.get(f"/documents/drafts/{draft.pk}/measures/")
    assert page.content.count(b"data-key-of") == rows
    assert len(page.content) < 400_000
