"""Bindings are proposed, learned from people here, confirmed, changed and carried over."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from opora.domain.people.models import AuditEvent
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps import jobs
from opora.domain.roadmaps.models import Binding, Edition, Fulfilment, Measure, Obligation
from opora.domain.roadmaps.services import bindings, editions
from opora.domain.roadmaps.services.bindings import BindingRefused, Chosen
from opora.domain.roadmaps.services.bindings.learning import ALIKE, cosine, words_of
from tests import factories
from tests.domain.roadmaps.work import LATER, bind, owed_of, record

NOON = factories.NOON
Status = Binding.Status


def measure_of(edition: Edition, number: str) -> Measure:
    return edition.measures.select_related("binding").get(number=number)


def test_a_plan_in_force_has_a_proposal_for_every_measure(plan):
    found = Binding.objects.filter(measure__edition=plan)
    assert found.count() == plan.measures.count()
    assert set(found.values_list("status", flat=True)) == {Status.PROPOSED}
    seminar = measure_of(plan, "1.").binding
    assert (seminar.register, seminar.types, seminar.scope) == (
        "activities", ["seminar"], "together",
    )  # fmt: skip
    assert measure_of(plan, "2.").binding.scope == "each"


def test_the_sentence_can_be_read_aloud(plan):
    assert measure_of(plan, "1.").binding.sentence == (
        "Исполняется, когда в реестре «Мероприятия» за срок появится 1 запись вида «семинар»."
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"register": "agreements", "types": ["partnership", "network"], "target": 6},
            ("Исполняется, когда в реестре «Договоры» за срок появится 6 записей вида «договор о "
            "сотрудничестве» или «договор о сетевой форме»."),
        ),
        (
            {"register": "training", "types": ["course"], "counts": "people", "target": None,
             "share": Decimal(50), "denominator": "staff", "posts": ["head"], "hours_min": 16},
            ("Исполняется, когда в реестре «Обучение» за срок будет не менее 50% директоров с "
            "записями вида «курсы повышения квалификации» объёмом от 16 ч."),
        ),
        (
            {"register": "acts", "types": [], "words": ["положение"], "scope": "each"},
            ("Исполняется, когда в реестре «Документы» за срок появится 1 запись любого вида со "
            "словом «положение» в названии, у каждой организации, которая отвечает."),
        ),
    ],
)  # fmt: skip
def test_every_shape_of_a_binding_is_a_sentence(plan, coordinator, said, sentence):
    assert bind(plan, "1.", by=coordinator, **said).sentence.replace("..", ".") == sentence


def test_proposals_fulfil_nothing_until_they_are_confirmed(plan, methodical, methodist):
    record(methodical, by=methodist)
    assert not Fulfilment.objects.exists()
    bindings.confirm(binding=measure_of(plan, "1.").binding, by=methodist, at=LATER)
    assert owed_of(plan, "1.", methodical).state == Obligation.State.SUBMITTED
    assert AuditEvent.objects.filter(action="binding.confirm", by=methodist).exists()


def test_a_binding_is_confirmed_once(plan, coordinator):
    binding = measure_of(plan, "1.").binding
    bindings.confirm(binding=binding, by=coordinator, at=NOON)
    with pytest.raises(BindingRefused):
        bindings.confirm(binding=binding, by=coordinator, at=NOON)


def test_all_or_the_sure_ones_are_confirmed_at_once(plan, coordinator):
    sure = Binding.objects.undecided().filter(confidence__gte=0.7).count()
    assert bindings.confirm_all(edition=plan, by=coordinator, at=NOON, least=0.7) == sure
    bindings.confirm_all(edition=plan, by=coordinator, at=NOON)
    assert not Binding.objects.undecided().exists()


def test_who_draws_up_no_plans_here_decides_nothing(plan, school_head, stranger):
    for user in (school_head, stranger):
        with pytest.raises(NotAllowed):
            bindings.confirm(binding=measure_of(plan, "1.").binding, by=user, at=NOON)
        with pytest.raises(NotAllowed):
            bindings.confirm_all(edition=plan, by=user, at=NOON)


@pytest.mark.parametrize(
    "said",
    [
        {"register": "клубы"},
        {"types": ["танцы"]},
        {"target": None},
        {"target": 0},
        {"target": 2, "share": Decimal(50), "denominator": "schools"},
        {"target": None, "share": Decimal(0), "denominator": "schools"},
        {"target": None, "share": Decimal(50)},
        {"denominator": "schools"},
        {"words": ["один", "два", "три", "четыре", "пять", "шесть"]},
    ],
)
def test_what_does_not_fit_together_is_refused(plan, coordinator, said):
    chosen = Chosen(**({"register": "activities", "types": ["seminar"]} | said))
    measure = measure_of(plan, "1.")
    with pytest.raises(BindingRefused):
        bindings.set_binding(measure=measure, chosen=chosen, by=coordinator, at=NOON)
    assert Binding.objects.get(measure=measure).status == Status.PROPOSED


def test_another_binding_takes_back_what_the_first_one_gave(
    plan, methodical, coordinator, methodist
):
    bind(plan, "1.", by=coordinator)
    record(methodical, by=methodist)
    bind(plan, "1.", by=coordinator, types=["webinar"])
    owed = owed_of(plan, "1.", methodical)
    assert owed.state == Obligation.State.IN_WORK
    assert not owed.fulfilments.exists()


def test_a_measure_may_be_carried_out_by_a_report(plan, methodical, coordinator, methodist):
    bind(plan, "1.", by=coordinator)
    record(methodical, by=methodist)
    measure = measure_of(plan, "1.")
    with pytest.raises(BindingRefused):
        bindings.set_none(measure=measure, reason=" ", by=coordinator, at=LATER)
    bindings.set_none(measure=measure, reason="Записей не будет.", by=coordinator, at=LATER)
    assert not Fulfilment.objects.exists()
    assert Binding.objects.get(measure=measure).sentence.endswith("Записей не будет.")
    owed = Obligation.objects.get(measure=measure, organisation=methodical)
    assert owed.state == Obligation.State.IN_WORK


def test_what_was_decided_holds_in_the_next_edition(plan, coordinator, authority):
    bind(plan, "1.", by=coordinator, target=3)
    new = editions.amend(roadmap=plan.roadmap, by=coordinator, at=LATER)
    act = factories.make_act(authority)
    editions.approve(edition=new, by=coordinator, at=LATER, act=act)
    carried = measure_of(new, "1.").binding
    assert (carried.status, carried.target, carried.decided_by) == (
        Status.CONFIRMED, 3, coordinator,
    )  # fmt: skip
    assert measure_of(new, "2.").binding.status == Status.PROPOSED


def test_the_nearest_wording_confirmed_here_speaks_before_the_rules(
    plan, make_edition, coordinator
):
    bind(plan, "1.", by=coordinator, register="training", types=["course"])
    items = [{"row": 1, "measure": "Проведение семинара для завучей", "number": "1."}]
    following = make_edition(items=items, number="8-од", title="О новом плане")
    editions.approve(edition=following, by=coordinator, at=LATER)
    learned = Binding.objects.get(measure__edition=following)
    assert (learned.register, learned.types) == ("training", ["course"])
    assert learned.status == Status.PROPOSED
    assert learned.why.startswith("как в плане «Дорожная карта поддержки школ»")


def test_what_nobody_confirmed_teaches_nothing(plan, make_edition, coordinator):
    Binding.objects.filter(measure__edition=plan).update(register="training", types=["course"])
    items = [{"row": 1, "measure": "Проведение семинара для завучей", "number": "1."}]
    following = make_edition(items=items, number="8-од")
    editions.approve(edition=following, by=coordinator, at=LATER)
    assert Binding.objects.get(measure__edition=following).register == "activities"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Провести семинар для завучей", "Проведение семинаров для завучей в 2026 году", True),
        ("Провести семинар для завучей", "Повышение квалификации директоров", False),
        ("", "", False),
    ],
)
def test_alike_wordings_are_told_by_their_words(one, other, alike):
    assert (cosine(words_of(one), words_of(other)) >= ALIKE) is alike


def test_plans_from_before_get_their_proposals_by_a_job(plan):
    Binding.objects.all().delete()
    assert jobs.propose_bindings(at=LATER) == plan.measures.count()
    assert jobs.propose_bindings(at=LATER + timedelta(hours=1)) == 0
