"""Recommendations, practices and publications in the browser."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from opora.domain.advice.models import Practice, Publication, Recommendation
from opora.domain.advice.services import publications
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Roadmap
from tests.domain.advice.stage import CARD, make_practice, make_publication, make_recommendation
from tests.domain.teams.stage import make_team
from tests.factories import make_organisation, make_person
from tests.web.conftest import Sign

ADVICE = "/registers/advice/"
PRACTICES = "/registers/practices/"
PUBLICATIONS = f"{PRACTICES}publications/"


@pytest.fixture
def boss(coordinator: User, sign_in: Sign) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def head(school_head: User, sign_in: Sign) -> Client:
    return sign_in(school_head)


@pytest.fixture
def given(authority: Organisation, school: Organisation) -> dict[str, object]:
    return {
        "owner": authority.pk, "title": "Разобрать ошибки", "text": "На ШМО", "basis": "Анализ",
        "organisations": [school.pk],
    }  # fmt: skip


def table_of(client: Client, address: str) -> str:
    return b"".join(client.get(address).streaming_content).decode("utf-8-sig")


def test_a_recommendation_is_sent_read_and_answered(
    boss: Client, head: Client, given: dict[str, object]
) -> None:
    boss.post(f"{ADVICE}new/", given)
    made = Recommendation.objects.get()
    page = head.get(f"{ADVICE}{made.pk}/").content.decode()
    assert "На ШМО" in page
    one = made.addressees.get()
    assert one.status == "read"
    answered = {"status": "done", "words": "Разобрали на двух уроках"}
    head.post(f"{ADVICE}addressees/{one.pk}/", answered)
    seen = boss.get(f"{ADVICE}{made.pk}/").content.decode()
    assert "Разобрали на двух уроках" in seen
    assert "ответили 1 из 1" in seen
    twice = head.post(f"{ADVICE}addressees/{one.pk}/", answered)
    assert "Второй раз не нужно" in twice.content.decode()


def test_a_group_is_addressed_at_once(
    boss: Client, given: dict[str, object], school: Organisation, other_school: Organisation
) -> None:
    boss.post(f"{ADVICE}new/", given | {"group": "all", "organisations": []})
    assert {one.organisation for one in Recommendation.objects.get().addressees.all()} == {
        school, other_school,
    }  # fmt: skip


def test_a_team_is_addressed_and_named(
    boss: Client, given: dict[str, object], authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    form = boss.get(f"{ADVICE}new/?team={team.pk}").content.decode()
    assert f'value="{team.pk}" selected' in form
    boss.post(f"{ADVICE}new/", given | {"organisations": [], "teams": [team.pk]})
    made = Recommendation.objects.get()
    assert made.addressees.get().team == team
    assert team.name in boss.get(f"{ADVICE}{made.pk}/").content.decode()
    assert team.name in boss.get(f"{ADVICE}waiting/").content.decode()
    assert team.name in table_of(boss, f"{ADVICE}waiting/?as=csv")


def test_who_only_looks_is_not_asked_to_answer(
    boss: Client, given: dict[str, object], curator: User, sign_in: Sign
) -> None:
    boss.post(f"{ADVICE}new/", given)
    made = Recommendation.objects.get()
    page = sign_in(curator).get(f"{ADVICE}{made.pk}/").content.decode()
    assert "Ответить</a>" not in page
    assert made.addressees.get().status == "sent"


def test_a_person_is_named_or_asked_about(
    boss: Client, given: dict[str, object], school: Organisation
) -> None:
    make_person(school, last_name="Орлова", first_name="Вера")
    make_person(school, last_name="Орлова", first_name="Анна")
    common = given | {"organisations": []}
    unclear = boss.post(f"{ADVICE}new/", common | {"people": "орлова"}).content.decode()
    assert "кто из них" in unclear
    assert "На ШМО" in unclear
    assert (
        "нет «Никто»"
        in boss.post(f"{ADVICE}new/", common | {"people": "Никто"}).content.decode()
    )
    boss.post(f"{ADVICE}new/", common | {"people": "Орлова Анна"})
    assert Recommendation.objects.get().addressees.get().person is not None


def test_what_is_wrong_is_said_at_the_form(boss: Client, given: dict[str, object]) -> None:
    wrong = {"organisations": [], "basis_address": "/x/"}
    page = boss.post(f"{ADVICE}new/", given | wrong).content.decode()
    assert "кому адресована" in page
    inner = boss.post(f"{ADVICE}new/", given | {"basis_address": "http://10.0.0.1/"})
    assert "внутри сети" in inner.content.decode()


def test_a_recommendation_becomes_a_measure_in_changes_to_a_plan(
    boss: Client, given: dict[str, object], measure: Measure, roadmap: Roadmap
) -> None:
    boss.post(f"{ADVICE}new/", given)
    one = Recommendation.objects.get().addressees.get()
    plan = {"roadmap": roadmap.pk, "text": "Разобрать ошибки ВПР на ШМО"}
    answer = boss.post(f"{ADVICE}addressees/{one.pk}/plan/", plan)
    assert answer["Location"] == f"/roadmaps/{roadmap.pk}/"
    draft = roadmap.editions.get(status="draft")
    assert draft.measures.filter(text="Разобрать ошибки ВПР на ШМО").exists()
    again = boss.post(f"{ADVICE}addressees/{one.pk}/plan/", plan)
    assert "уже внесено" in again.content.decode()
    assert draft.measures.filter(text="Разобрать ошибки ВПР на ШМО").count() == 1


def test_those_who_are_late_are_listed_and_given_as_a_table(
    boss: Client, coordinator: User, authority: Organisation, school: Organisation
) -> None:
    made = make_recommendation(authority, [school], coordinator)
    assert made.due is not None
    assert made.due < localdate()
    assert "нет ответа в срок: 1" in boss.get(ADVICE).content.decode()
    assert "СОШ № 5" in boss.get(f"{ADVICE}waiting/?late=on").content.decode()
    assert "СОШ № 5" in table_of(boss, f"{ADVICE}waiting/?as=csv")
    assert "Разобрать ошибки ВПР" in table_of(boss, f"{ADVICE}?q=ВПР&late=on&as=csv")
    boss.post(f"{ADVICE}{made.pk}/step/remind/")
    assert made.addressees.get().reminded_on == localdate()


def test_another_school_finds_no_recommendation(
    coordinator: User, authority: Organisation, school: Organisation, other_head: User,
    sign_in: Sign,
) -> None:  # fmt: skip
    made = make_recommendation(authority, [school], coordinator)
    other = sign_in(other_head)
    one = made.addressees.get()
    assert other.get(f"{ADVICE}{made.pk}/").status_code == 404
    assert other.post(f"{ADVICE}addressees/{one.pk}/", {"status": "done"}).status_code == 404
    assert "Разобрать" not in table_of(other, f"{ADVICE}?as=csv")


def test_lists_cost_the_same_for_few_and_for_many_rows(
    boss: Client, coordinator: User, authority: Organisation, school: Organisation,
    django_assert_max_num_queries,
) -> None:  # fmt: skip
    for count in (3, 30):
        for number in range(count):
            make_recommendation(authority, [school], coordinator)
            make_practice(make_organisation(school.territory), coordinator)
            address = f"https://a.example.org/{count}/{number}"
            make_publication(school, coordinator, address=address)
        for address in (ADVICE, f"{ADVICE}waiting/", PRACTICES, PUBLICATIONS):
            with django_assert_max_num_queries(24):
                boss.get(address)


def test_a_practice_goes_from_its_card_to_the_atlas(
    head: Client, boss: Client, school: Organisation, stranger: User, sign_in: Sign
) -> None:
    counts = {"before_good": 9, "before_all": 25, "after_good": 12, "after_all": 24}
    told = {"owner": school.pk, "measured": "базовый уровень", "factors": ["R06"]}
    head.post(f"{PRACTICES}new/", CARD | counts | told)
    page = f"{PRACTICES}{Practice.objects.get().pk}/"
    assert "отличие не выше случайного" in head.get(page).content.decode()
    other = sign_in(stranger)
    assert other.get(page).status_code == 404
    head.post(f"{page}step/send/")
    boss.post(f"{page}step/accept/", {"words": "Полезна в малых классах"})
    boss.post(f"{page}step/publish/")
    head.post(f"{page}step/atlas/", {"number": "РАОП-1", "level": "basic", "day": "2025-10-01"})
    seen = other.get(page).content.decode()
    assert "РАОП-1" in seen
    assert "История" not in seen
    assert "Пары взаимного чтения" in other.get(f"{PRACTICES}?factor=R06").content.decode()
    assert "практик нет" in other.get(f"{PRACTICES}?factor=R01").content.decode()


def test_counts_that_contradict_are_said_at_the_card(
    head: Client, school: Organisation
) -> None:
    wrong = {"before_good": 9, "before_all": 5, "after_good": 1, "after_all": 5}
    told = {"owner": school.pk, "measured": "уровень"}
    page = head.post(f"{PRACTICES}new/", CARD | wrong | told).content.decode()
    assert "больше целого" in page
    assert "Читают вдвоём" in page


def test_a_draft_of_a_practice_is_mended(
    head: Client, school: Organisation, school_head: User
) -> None:
    made = make_practice(school, school_head)
    head.post(f"{PRACTICES}{made.pk}/edit/", CARD | {"title": "Иначе"})
    made.refresh_from_db()
    assert made.title == "Иначе"


def test_a_publication_is_recorded_with_what_the_obligation_says(
    head: Client, school: Organisation
) -> None:
    asked = f"{PUBLICATIONS}new/?type=media&title=Опыт&next=/my-day/"
    page = head.get(asked).content.decode()
    assert '<option value="media" selected>' in page
    assert 'value="Опыт"' in page
    told = {
        "kind": "page", "owner": school.pk, "title": "Наш опыт", "day": "2025-10-01",
        "address": "https://school.example.org/1",
    }  # fmt: skip
    wrong = head.post(f"{PUBLICATIONS}new/", told | {"address": "http://localhost/"})
    assert "внутри сети" in wrong.content.decode()
    head.post(f"{PUBLICATIONS}new/", told)
    made = Publication.objects.get()
    assert "Ещё не открывали" in head.get(f"{PUBLICATIONS}{made.pk}/").content.decode()
    head.post(f"{PUBLICATIONS}{made.pk}/edit/", told | {"title": "Опыт школы"})
    assert "Опыт школы" in table_of(head, f"{PUBLICATIONS}?year=2025&type=page&as=csv")
    head.post(f"{PUBLICATIONS}{made.pk}/step/withdraw/", {"reason": "Не та"})
    assert "публикаций нет" in head.get(PUBLICATIONS).content.decode()


def test_the_copy_of_a_page_is_saved_and_never_shown(
    head: Client, school: Organisation, school_head: User
) -> None:
    made = make_publication(school, school_head)
    assert head.get(f"{PUBLICATIONS}{made.pk}/copy/").status_code == 404
    page = publications.links.Answer(
        "reached", "Открывается.", b"<html><script>1</script></html>", "text/html"
    )
    publications.note(made, page, at=now())
    answer = head.get(f"{PUBLICATIONS}{made.pk}/copy/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"<script>" in b"".join(answer.streaming_content)
