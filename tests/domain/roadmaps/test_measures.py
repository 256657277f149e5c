"""Measures of a draft edition: added, edited, moved, removed; whom their actors mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.roadmaps.meanings import means_every_school, opens_child_roadmap
from opora.domain.roadmaps.models import Edition, Measure, Responsible
from opora.domain.roadmaps.services import measures, responsibles
from opora.domain.roadmaps.services.drafting import EditionNotDraft
from opora.domain.roadmaps.services.generation import ScheduleRefused
from tests.domain.roadmaps.conftest import NOON
from tests.domain.roadmaps.readings import actor, item

Meaning = Responsible.Meaning


def numbers(edition: Edition) -> list[str]:
    return [one.number for one in edition.measures.order_by("order")]


def orders(edition: Edition) -> list[int]:
    return [one.order for one in edition.measures.order_by("order")]


def test_a_measure_is_added_after_another(edition: Edition, coordinator: User) -> None:
    first = edition.measures.get(number="1.")
    measures.add(edition=edition, text="Ещё", number="1а", after=first, by=coordinator, at=NOON)
    assert numbers(edition) == ["1.", "1а", "2.", "3.", "4."]
    assert orders(edition) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("order", "expected"),
    [(1, "4. 1. 2. 3."), (3, "1. 2. 4. 3."), (99, "1. 2. 3. 4."), (-5, "4. 1. 2. 3.")],
)
def test_a_measure_is_moved(
    edition: Edition, coordinator: User, order: int, expected: str
) -> None:
    last = edition.measures.get(number="4.")
    measures.move(measure=last, order=order, by=coordinator, at=NOON)
    assert numbers(edition) == expected.split()
    assert orders(edition) == [1, 2, 3, 4]


def test_a_removed_measure_leaves_no_gap(edition: Edition, coordinator: User) -> None:
    measures.remove(measure=edition.measures.get(number="2."), by=coordinator, at=NOON)
    assert (numbers(edition), orders(edition)) == (["1.", "3.", "4."], [1, 2, 3])


def test_an_edit_is_found_by_its_new_words_and_in_the_history(
    edition: Edition, coordinator: User
) -> None:
    measure = edition.measures.get(number="1.")
    measures.edit(measure=measure, text="Провести вебинар", by=coordinator, at=NOON)
    assert " вебинар" in Measure.objects.get(pk=measure.pk).search
    event = AuditEvent.objects.about(measure).get(action="measure.edit")
    assert event.after == {"text": "Провести вебинар"}


def test_wrong_edits_are_refused(
    edition: Edition, make_edition: Callable[..., Edition], coordinator: User
) -> None:
    measure = edition.measures.get(number="1.")
    other = make_edition(number="8-од")
    with pytest.raises(measures.EmptyMeasure):
        measures.edit(measure=measure, text=" ", by=coordinator, at=NOON)
    with pytest.raises(measures.ForeignSection):
        measures.edit(
            measure=measure, section=other.sections.get(order=1), by=coordinator, at=NOON
        )
    with pytest.raises(TypeError):
        measures.edit(measure=measure, edition=other, by=coordinator, at=NOON)
    with pytest.raises(ScheduleRefused):
        measures.set_schedule(
            measure=measure, schedule=[{"type": "deadline"}], by=coordinator, at=NOON
        )


def test_a_plan_in_force_is_not_edited(plan: Edition, coordinator: User) -> None:
    with pytest.raises(EditionNotDraft, match="новой редакцией"):
        measures.edit(measure=plan.measures.first(), text="Иначе", by=coordinator, at=NOON)


def test_cells_keep_the_words_of_other_columns(edition: Edition, coordinator: User) -> None:
    measure = edition.measures.get(number="1.")
    changed = measures.set_cells(
        measure=measure, cells={"expected_result": "Протокол"}, by=coordinator, at=NOON
    )
    assert changed.cells == {"expected_result": "Протокол"}


def meaning(edition: Edition, norm: str, kind: str = "role") -> Responsible:
    measure = edition.measures.get(number="1.")
    by = User.objects.get(last_name="Лукина")
    measures.set_responsible(measure=measure, actors=[actor(norm, kind)], by=by, at=NOON)
    return measure.responsible.get()


@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        ("директора школ", Meaning.EVERY_SCHOOL),
        ("заместители директоров по УВР", Meaning.EVERY_SCHOOL),
        ("образовательные организации", Meaning.EVERY_SCHOOL),
        ("руководители ШМО", Meaning.EVERY_SCHOOL),
        ("школы-лидеры", Meaning.LISTED_SCHOOLS),
        ("учителя-консультанты опорных школ", Meaning.LISTED_SCHOOLS),
        ("ШНОР", Meaning.EVERY_SCHOOL),
        ("Отдел образования", Meaning.ORGANISATION),
        ("рабочая группа", Meaning.ORGANISATION),
        ("ГМС ОО", Meaning.ORGANISATION),
        ("школьные методические объединения", Meaning.EVERY_SCHOOL),
        ("Неведомый центр", Meaning.NOBODY),
    ],
)
def test_whom_an_actor_means(edition: Edition, norm: str, expected: str) -> None:
    assert meaning(edition, norm).meaning == expected


def test_low_results_schools_without_a_list_are_all_with_a_warning(edition: Edition) -> None:
    assert "Проверьте" in meaning(edition, "ШНОР").note


def test_a_section_that_names_schools_limits_them(
    make_edition: Callable[..., Edition], edition: Edition, school: Organisation
) -> None:
    section = edition.sections.get(order=1)
    section.schools.set([school])
    assert meaning(edition, "школы-участники").meaning == Meaning.SECTION_SCHOOLS


def test_a_working_group_becomes_a_body_of_the_territory(edition: Edition) -> None:
    found = meaning(edition, "рабочая группа").organisation
    assert found is not None
    assert (found.kind, found.name) == (Organisation.Kind.BODY, "Рабочая группа")


def test_an_unknown_person_is_nobody(edition: Edition) -> None:
    found = meaning(edition, "Незнакомов Н.Н.", "person")
    assert (found.meaning, found.person) == (Meaning.NOBODY, None)


def test_a_person_decides_whom_an_actor_means(
    edition: Edition,
    coordinator: User,
    school: Organisation,
    foreign_school: Organisation,
    stranger: User,
) -> None:
    nobody = Responsible.objects.get(meaning=Meaning.NOBODY)
    decide = responsibles.set_meaning

    chosen = decide(
        responsible=nobody, meaning=Meaning.LISTED_SCHOOLS, schools=[school],
        by=coordinator, at=NOON,
    )  # fmt: skip
    assert (list(chosen.schools.all()), chosen.note) == ([school], "")
    for wrong in (
        {"meaning": Meaning.LISTED_SCHOOLS},
        {"meaning": Meaning.ORGANISATION},
        {"meaning": Meaning.PERSON},
        {"meaning": Meaning.PERSON, "person": stranger},
        {"meaning": Meaning.LISTED_SCHOOLS, "schools": [foreign_school]},
    ):
        with pytest.raises(responsibles.WrongMeaning):
            decide(responsible=nobody, by=coordinator, at=NOON, **wrong)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Разработка дорожных карт общеобразовательных организаций", True),
        ("Утвердить школьные дорожные карты перехода в эффективный режим", True),
        ("Составить план мероприятий на институциональном уровне", True),
        ("Анализ школьных дорожных карт", False),
        ("Разработка муниципальной дорожной карты", False),
        ("Семинар по разработке школьных дорожных карт", False),
        ("Разработать программу наставничества", False),
        ("Помощь школам в разработке дорожных карт школ", False),
    ],
)
def test_which_measures_open_roadmaps_of_schools(text: str, opens: bool) -> None:  # noqa: FBT001
    assert opens_child_roadmap(text) is opens


@pytest.mark.parametrize("actor", ["Управление образования", "ИМЦ", "методисты", "НИРО"])
def test_offices_are_not_schools(actor: str) -> None:
    assert not means_every_school(actor)


def test_two_actors_who_mean_the_same_owe_once(
    make_edition: Callable[..., Edition], coordinator: User
) -> None:
    from opora.domain.roadmaps.services import editions

    twice = [actor("руководители ОО", "role"), actor("школы"), actor("ИМЦ")]
    edition = make_edition(items=[item(1, "Сделать", responsible=twice)])
    editions.approve(edition=edition, by=coordinator, at=NOON)
    assert edition.measures.get().obligations.count() == 3


def test_a_point_of_the_order_becomes_a_measure(
    make_edition: Callable[..., Edition], edition: Edition, coordinator: User
) -> None:
    point = {
        "number": "2.3",
        "text": "Разработать план мероприятий на институциональном уровне.",
        "responsible": [actor("руководители ОУ", "role")],
        "schedule": [{"type": "deadline", "date": "2025-10-16"}],
    }
    ordered = make_edition(number="8-од", orders=[point])
    assert ordered.act is not None
    found = measures.add_from_point(
        edition=ordered, point=ordered.act.points.get(), by=coordinator, at=NOON
    )
    assert (found.number, found.child_level, found.order) == ("п. 2.3", True, 5)
    assert found.responsible.get().meaning == Meaning.EVERY_SCHOOL
    with pytest.raises(measures.ForeignPoint):
        measures.add_from_point(
            edition=edition, point=ordered.act.points.get(), by=coordinator, at=NOON
        )
