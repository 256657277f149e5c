import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Roadmap
from opora.domain.roadmaps.services import editions
from opora.web.history.entries import entries_of
from tests.web import stage
from tests.web.conftest import Sign


def test_any_form_of_a_word_finds_the_measure(
    measure: Measure, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get("/search/", {"q": "семинаров учителя"}).content.decode()
    assert "Провести семинар для учителей" in text


def test_schools_are_found_beside_measures(
    other_school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get("/search/", {"q": "берёз"}).content.decode()
    assert "Берёзовская ООШ" in text


def test_nothing_found_says_what_to_do(coordinator: User, sign_in: Sign) -> None:
    text = sign_in(coordinator).get("/search/", {"q": "ыъ"}).content.decode()
    assert "Уберите одно из слов" in text


def test_no_words_find_nothing(measure: Measure, coordinator: User, sign_in: Sign) -> None:
    text = sign_in(coordinator).get("/search/", {"q": "  "}).content.decode()
    assert "Провести семинар" not in text


def test_a_stranger_finds_nothing_of_the_municipality(
    measure: Measure, other_school: Organisation, stranger: User, sign_in: Sign
) -> None:
    client = sign_in(stranger)
    assert "Провести семинар" not in client.get("/search/", {"q": "семинар"}).content.decode()
    assert "Берёзовская" not in client.get("/search/", {"q": "школа"}).content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_grow_with_rows(  # fixtures
    many: int,
    roadmap: Roadmap,
    coordinator: User,
    sign_in: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(many):
        stage.make_measure(roadmap)
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get("/search/", {"q": "семинар"})


def test_history_of_a_roadmap_is_open_to_whom_the_roadmap_is(
    roadmap: Roadmap, coordinator: User, stranger: User, sign_in: Sign
) -> None:
    audit.record(
        "edition.approve", target=roadmap, by=coordinator, at=now(), reason="Приказ № 7"
    )
    path = f"/history/roadmaps.roadmap/{roadmap.pk}/"
    text = sign_in(coordinator).get(path).content.decode()
    assert "Утверждено" in text
    assert "Приказ № 7" in text
    assert sign_in(stranger).get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["people.user/1/", "sessions.session/1/", "nothing.thing/1/", "roadmaps.roadmap/9999/"],
)
def test_what_the_gate_does_not_know_has_no_history(
    path: str, coordinator: User, sign_in: Sign
) -> None:
    assert sign_in(coordinator).get(f"/history/{path}").status_code == 404


def test_an_action_without_words_is_shown_by_its_code(
    roadmap: Roadmap, coordinator: User
) -> None:
    event = audit.record("roadmap.dream", target=roadmap, by=None, at=now())
    entry = entries_of([event])[0]
    assert "roadmap.dream" in entry.words
    assert entry.who == "система"


def test_states_in_history_are_words(roadmap: Roadmap, coordinator: User) -> None:
    event = audit.record(
        "obligation.accept", target=roadmap, by=coordinator, at=now(),
        before={"state": "submitted", "person": 3}, after={"state": "accepted", "person": 4},
    )  # fmt: skip
    changes = entries_of([event])[0].changes
    assert [(one.before, one.after) for one in changes] == [("На проверке", "Принято")]


def test_a_measure_leads_to_its_full_history(
    measure: Measure, coordinator: User, stranger: User, sign_in: Sign
) -> None:
    audit.record("measure.edit", target=measure, by=coordinator, at=now())
    history = f"/history/roadmaps.measure/{measure.pk}/"
    card = f"/roadmaps/{measure.edition.roadmap_id}/measures/{measure.pk}/"
    client = sign_in(coordinator)
    assert history in client.get(card).content.decode()
    assert "Мероприятие изменено" in client.get(history).content.decode()
    assert sign_in(stranger).get(history).status_code == 404


def test_an_edition_in_preparation_keeps_its_history_from_schools(
    measure: Measure, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    stage.make_obligation(measure, school_head.memberships.get().organisation, days=5)
    roadmap = measure.edition.roadmap
    pending = editions.amend(roadmap=roadmap, by=coordinator, at=now())
    for edition, status in ((measure.edition, 200), (pending, 404)):
        row = edition.measures.get()
        for address in (f"edition/{edition.pk}", f"measure/{row.pk}"):
            page = f"/history/roadmaps.{address}/"
            assert sign_in(school_head).get(page).status_code == status
            assert sign_in(coordinator).get(page).status_code == 200
