"""The page of the sections of an unfinished edition."""

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import sections
from tests.web.conftest import Sign


@pytest.fixture
def base(draft: Edition) -> str:
    return f"/roadmaps/{draft.roadmap_id}/draft/sections/"


def titles(edition: Edition) -> list[str]:
    return list(edition.sections.order_by("order").values_list("title", flat=True))


def test_sections_are_added_renamed_moved_and_removed(
    base: str, draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    for title in ("Кадры", "Ученики"):
        client.post(base, {"number": "", "title": title})
    second = draft.sections.get(title="Ученики")
    client.post(f"{base}{second.pk}/", {"number": "1.", "title": "Дети"})
    client.post(f"{base}{second.pk}/up/")
    assert titles(draft) == ["Дети", "Кадры"]
    client.post(f"{base}{second.pk}/down/")
    assert titles(draft) == ["Кадры", "Дети"]
    client.post(f"{base}{second.pk}/remove/")
    assert titles(draft) == ["Кадры"]
    assert client.post(f"{base}{second.pk}/remove/").status_code == 404


def test_a_section_without_a_title_is_refused_and_keeps_what_was_typed(
    base: str, draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    section = sections.add(edition=draft, title="Кадры", by=coordinator, at=now())
    for address in (base, f"{base}{section.pk}/"):
        response = client.post(address, {"number": "7.7", "title": " "})
        assert response.status_code == 422
        assert 'value="7.7"' in response.content.decode()
    assert titles(draft) == ["Кадры"]


def test_sections_on_approval_stay(
    base: str, draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    section = sections.add(edition=draft, title="Кадры", by=coordinator, at=now())
    Edition.objects.filter(pk=draft.pk).update(status=Edition.Status.ON_APPROVAL)
    client = sign_in(coordinator)
    said = client.post(f"{base}{section.pk}/remove/", follow=True).content.decode()
    assert "уже не черновик" in said
    assert titles(draft) == ["Кадры"]


def test_strangers_and_schools_find_no_sections(
    base: str, draft: Edition, stranger: User, school_head: User, sign_in: Sign
) -> None:
    assert sign_in(stranger).get(base).status_code == 404
    assert sign_in(school_head).post(base, {"title": "Своё"}).status_code in {403, 404}
    assert titles(draft) == []


def test_ten_sections_cost_no_more_queries_than_one(
    base: str,
    draft: Edition,
    coordinator: User,
    sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        sections.add(edition=draft, title=f"Раздел {number}", by=coordinator, at=now())
    client = sign_in(coordinator)
    client.get(base)
    with django_assert_max_num_queries(18):
        page = client.get(base).content.decode()
    assert page.count("Убрать раздел") == 10
