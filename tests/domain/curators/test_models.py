"""Models are taken, composed, changed, put aside."""

from __future__ import annotations

import pytest

from opora.domain.curators.models import SupportModel
from opora.domain.curators.services import models
from opora.domain.curators.services.models import Draft, ModelRefused, Row
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.methodology.kinds import load_kinds
from opora.methodology.packs import MethodologyError
from opora.methodology.support_models import load_support_models
from tests.domain.curators.stage import take
from tests.factories import NOON, TODAY

ROW = Row("Провести семинар", "event", 30, "methodist")


def test_every_measure_of_the_ready_models_has_a_known_kind_and_role() -> None:
    kinds = {one.kind for one in load_kinds().kinds}
    roles = set(Role.values)
    for model in load_support_models().models:
        assert {one.kind for one in model.measures} <= kinds
        assert {one.responsible for one in model.measures} <= roles


def test_a_ready_model_is_taken_once_with_its_measures(
    school: Organisation, coordinator: User
) -> None:
    model = take(school, by=coordinator)
    assert take(school, by=coordinator) == model
    known = load_support_models().find("basic")
    assert [one.text for one in model.measures.order_by("order")] == [
        one.text for one in known.measures
    ]


def test_an_unknown_model_and_a_stranger_are_refused(
    school: Organisation, coordinator: User, stranger: User, school_head: User
) -> None:
    with pytest.raises(MethodologyError):
        take(school, by=coordinator, code="x")
    for person in (stranger, school_head):
        with pytest.raises(NotAllowed):
            take(school, by=person)


def test_an_own_model_has_measures_and_a_title_of_its_own(
    school: Organisation, coordinator: User
) -> None:
    given = {"territory": school.territory, "by": coordinator, "at": NOON}
    with pytest.raises(ModelRefused, match="хотя бы одно"):
        models.compose(Draft(title="Наша"), **given)  # type: ignore[arg-type]
    with pytest.raises(ModelRefused, match="не больше"):
        models.compose(Draft(title="Наша", rows=[ROW] * 61), **given)  # type: ignore[arg-type]
    models.compose(Draft(title="Наша", rows=[ROW]), **given)  # type: ignore[arg-type]
    with pytest.raises(ModelRefused, match="уже есть"):
        models.compose(Draft(title=" Наша ", rows=[ROW]), **given)  # type: ignore[arg-type]


def test_a_model_is_changed_and_put_aside(school: Organisation, coordinator: User) -> None:
    model = take(school, by=coordinator)
    draft = Draft(title="По-своему", rows=[ROW])
    models.change(model=model, draft=draft, by=coordinator, at=NOON)
    models.offer(model=model, in_use=False, by=coordinator, at=NOON)
    model.refresh_from_db()
    assert (model.title, model.in_use, model.measures.count()) == ("По-своему", False, 1)


def test_models_are_seen_in_their_territory_and_by_the_region(
    school: Organisation, coordinator: User, teacher: User, stranger: User,
    regional_coordinator: User,
) -> None:  # fmt: skip
    take(school, by=coordinator)
    seen = [
        SupportModel.objects.visible_to(one, on=TODAY).exists()
        for one in (coordinator, teacher, regional_coordinator, stranger)
    ]
    assert seen == [True, True, True, False]
