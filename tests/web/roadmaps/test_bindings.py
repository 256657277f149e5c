"""Bindings on the pages of a plan and of an obligation, promises, analyses, reports."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from opora.domain.organisations.models import Organisation
from opora.domain.registers.models import Entry
from opora.domain.registers.services.entries import Part
from opora.domain.roadmaps.models import Binding, EvidenceVerdict, ExecutionReport, Obligation
from opora.domain.roadmaps.services import bindings
from opora.domain.roadmaps.services.bindings import Chosen
from tests import factories
from tests.domain.roadmaps.work import record
from tests.web import stage

pytestmark = pytest.mark.django_db
NOON = factories.NOON


@pytest.fixture
def bound(measure, school):
    stage.make_obligation(measure, school, days=9)
    return Binding.objects.create(
        measure=measure, register="activities", types=["seminar"], why="слово семинар"
    )


def page(client, bound, name="measure", **query):
    address = {
        "measure": f"/roadmaps/{bound.measure.edition.roadmap_id}/measures/{bound.measure_id}/",
        "list": f"/roadmaps/{bound.measure.edition.roadmap_id}/bindings/",
    }
    binding = f"{address['measure']}binding/"
    address |= {"edit": binding, "confirm": f"{binding}confirm/", "none": f"{binding}none/"}
    address["all"] = f"{address['list']}confirm/"
    return address[name]


def test_the_page_of_a_measure_says_by_what_it_is_carried_out(sign_in, coordinator, bound):
    client = sign_in(coordinator)
    said = client.get(page(client, bound)).content.decode()
    assert "за срок появится 1 запись вида «семинар»" in said
    assert "слово семинар" in said
    client.post(page(client, bound, "confirm"))
    bound.refresh_from_db()
    assert bound.status == "confirmed"
    assert "Подтверждено: Лукина" in client.get(page(client, bound)).content.decode()


def test_a_school_reads_the_binding_and_decides_nothing(sign_in, school_head, bound):
    client = sign_in(school_head)
    said = client.get(page(client, bound)).content.decode()
    assert "за срок появится 1 запись" in said
    assert "Подтвердить</button>" not in said
    assert client.get(page(client, bound, "edit")).status_code == 404
    assert client.post(page(client, bound, "confirm")).status_code == 403
    assert client.post(page(client, bound, "all")).status_code == 403
    bound.refresh_from_db()
    assert bound.status == "proposed"


def test_a_binding_is_changed_in_the_form(sign_in, coordinator, bound):
    client = sign_in(coordinator)
    form = client.get(page(client, bound, "edit"), {"register": "agreements"})
    assert "договор о сетевой форме" in form.content.decode()
    sent = {
        "register": "agreements", "types": ["partnership"], "counts": "entries",
        "target": "6", "scope": "each", "words": "Сотрудничество, ",
    }  # fmt: skip
    assert client.post(page(client, bound, "edit"), sent).status_code == 302
    bound.refresh_from_db()
    assert (bound.register, bound.target, bound.scope) == ("agreements", 6, "each")
    assert bound.words == ["сотрудничество"]


def test_a_wrong_form_keeps_what_was_chosen(sign_in, coordinator, bound):
    client = sign_in(coordinator)
    sent = {
        "register": "activities", "types": ["webinar"], "counts": "entries", "target": "2",
        "share": "50", "scope": "each",
    }  # fmt: skip
    answer = client.post(page(client, bound, "edit"), sent)
    assert answer.status_code == 422
    assert "Укажите либо число, либо долю" in answer.content.decode()
    bound.refresh_from_db()
    assert bound.types == ["seminar"]


def test_all_bindings_stand_on_one_page_and_are_confirmed_at_once(sign_in, coordinator, bound):
    client = sign_in(coordinator)
    assert "Подтвердить все: 1" in client.get(page(client, bound, "list")).content.decode()
    client.post(page(client, bound, "all"), {"all": "1"})
    bound.refresh_from_db()
    assert bound.status == "confirmed"
    only = client.get(page(client, bound, "list"), {"only": "proposed"})
    assert "Неподтверждённых привязок нет" in only.content.decode()


def test_a_measure_carried_out_by_a_report_needs_a_reason(sign_in, coordinator, bound):
    client = sign_in(coordinator)
    answer = client.post(page(client, bound, "none"), {"reason": " "})
    assert answer.status_code == 422
    client.post(page(client, bound, "none"), {"reason": "Реестра нет."})
    bound.refresh_from_db()
    assert (bound.status, bound.reason) == ("none", "Реестра нет.")


def confirmed(bound, by):
    chosen = Chosen(register="activities", types=["seminar"], scope="each", target=2)
    bindings.set_binding(measure=bound.measure, chosen=chosen, by=by, at=NOON)
    return Obligation.objects.get(measure=bound.measure)


def test_an_obligation_shows_progress_entries_and_where_to_do_it(
    sign_in, coordinator, school_head, school, bound
):
    owed = confirmed(bound, coordinator)
    record(school, by=school_head, title="Семинар о чтении", day=owed.control)
    said = sign_in(school_head).get(f"/obligations/{owed.pk}/").content.decode()
    assert "1 из 2 мероприятий" in said
    assert "Семинар о чтении" in said
    assert "/registers/activities/new/?type=seminar" in said
    assert f"next=%2Fobligations%2F{owed.pk}%2F" in said


def test_what_is_begun_leads_to_where_it_is_finished(
    sign_in, coordinator, school_head, school, bound
):
    owed = confirmed(bound, coordinator)
    entry = record(school, by=school_head, day=owed.control, state=Entry.State.PLANNED)
    said = sign_in(school_head).get(f"/obligations/{owed.pk}/").content.decode()
    assert f"намечено на {owed.control:%d.%m.%Y}" in said
    assert f"/registers/entries/{entry.pk}/" in said


def test_the_page_of_a_row_says_which_obligations_it_fulfils(
    sign_in, coordinator, school_head, school, bound
):
    owed = confirmed(bound, coordinator)
    sent = WRITTEN | {"owner": school.pk, "day": f"{localdate()}", "approve": "1"}
    analysis = sign_in(school_head).post("/registers/analyses/new/", sent)["Location"]
    chosen = Chosen(register="analyses", types=["results"], scope="each")
    bindings.set_binding(measure=bound.measure, chosen=chosen, by=coordinator, at=NOON)
    said = sign_in(school_head).get(analysis).content.decode()
    assert f'href="/obligations/{owed.pk}/"' in said


def test_the_page_of_an_obligation_costs_the_same_with_thirty_entries(
    sign_in, coordinator, school, bound, django_assert_max_num_queries
):
    owed = confirmed(bound, coordinator)
    for serial in range(30):
        record(school, by=coordinator, title=f"Семинар {serial}", day=owed.control)
    client = sign_in(coordinator)
    with django_assert_max_num_queries(60):
        client.get(f"/obligations/{owed.pk}/")


def test_promises_are_checked_by_a_button_and_overruled(
    sign_in, coordinator, school_head, school, bound
):
    owed = confirmed(bound, coordinator)
    record(school, by=school_head, day=owed.control)
    checker = sign_in(coordinator)
    checker.post(f"/obligations/{owed.pk}/promises/")
    row = EvidenceVerdict.objects.get()
    address = f"/obligations/promises/{row.pk}/"
    checker.post(address, {"to": "confirmed", "reason": ""})
    row.refresh_from_db()
    assert row.standing == "partly"
    checker.post(address, {"to": "confirmed", "reason": "Видел сам."})
    assert sign_in(school_head).post(address, {"to": ""}).status_code == 403
    row.refresh_from_db()
    assert row.standing == "confirmed"
    assert "Видел сам." in checker.get(f"/obligations/{owed.pk}/").content.decode()


def test_an_entry_leads_to_its_row_and_is_closed_to_strangers(
    sign_in, school_head, stranger, school
):
    entry = record(school, by=school_head)
    answer = sign_in(school_head).get(f"/registers/entries/{entry.pk}/")
    assert answer["Location"].startswith("/documents/acts/")
    assert sign_in(stranger).get(f"/registers/entries/{entry.pk}/").status_code == 404


def test_an_entry_without_a_page_of_its_own_is_drawn(sign_in, school_head, school):
    entry = record(school, by=school_head, row=school)
    said = sign_in(school_head).get(f"/registers/entries/{entry.pk}/").content.decode()
    assert "Семинар «Чтение»" in said


WRITTEN = {"title": "Справка о ВПР", "text": "Вывод.", "day": "2025-10-01", "type": "results"}


def test_an_analysis_is_written_approved_listed_and_withdrawn(
    sign_in, coordinator, authority: Organisation, school
):
    client = sign_in(coordinator)
    begun = client.get("/registers/analyses/new/", {"title": "Справка", "type": "results"})
    assert 'value="Справка"' in begun.content.decode()
    sent = WRITTEN | {"owner": authority.pk, "schools": [school.pk], "approve": "1"}
    address = client.post("/registers/analyses/new/", sent | {"next": ""})["Location"]
    entry = Entry.objects.get()
    assert (entry.register, entry.type, entry.parts.count()) == ("analyses", "results", 1)
    assert "Справка о ВПР" in client.get("/registers/analyses/").content.decode()
    assert client.get("/registers/analyses/", {"as": "csv"}).status_code == 200
    client.post(f"{address}withdraw/", {"reason": ""})
    assert Entry.objects.done().exists()
    client.post(f"{address}withdraw/", {"reason": "Ошибка в данных."})
    assert not Entry.objects.done().exists()
    assert "Ошибка в данных." in client.get(address).content.decode()


def test_an_analysis_leads_back_to_the_obligation_and_never_off_the_site(
    sign_in, coordinator, authority
):
    client = sign_in(coordinator)
    sent = WRITTEN | {"owner": authority.pk}
    inside = client.post("/registers/analyses/new/", sent | {"next": "/obligations/3/"})
    assert inside["Location"] == "/obligations/3/"
    outside = client.post("/registers/analyses/new/", sent | {"next": "https://evil.example/"})
    assert outside["Location"].startswith("/registers/analyses/")


def test_an_analysis_of_tomorrow_is_refused_with_the_words_kept(
    sign_in, coordinator, authority
):
    sent = WRITTEN | {"owner": authority.pk, "day": "2099-01-01"}
    said = sign_in(coordinator).post("/registers/analyses/new/", sent).content.decode()
    assert "ещё не наступил" in said
    assert "Справка о ВПР" in said


def test_a_teacher_writes_no_analyses(sign_in, teacher):
    assert sign_in(teacher).get("/registers/analyses/new/").status_code == 403


def test_a_report_keeps_the_figures_of_its_day(sign_in, coordinator, authority, bound):
    client = sign_in(coordinator)
    sent = {
        "roadmap": bound.measure.edition.roadmap_id, "owner": authority.pk, "type": "report",
        "title": "Отчёт за полугодие", "since": "2025-09-01", "until": "2025-10-31",
        "text": "Исполняется.",
    }  # fmt: skip
    address = client.post("/registers/reports/new/", sent)["Location"]
    assert not Entry.objects.exists()
    client.post(f"{address}approve/")
    report = ExecutionReport.objects.get()
    assert report.figures["total"] == 1
    assert Entry.objects.get().register == "monitoring"
    assert "Карта в день утверждения" in client.get(address).content.decode()
    client.post(f"{address}withdraw/", {"reason": "Пересчитываем."})
    assert not Entry.objects.done().exists()


def test_a_report_that_ends_before_it_begins_is_refused(sign_in, coordinator, authority, bound):
    sent = {
        "roadmap": bound.measure.edition.roadmap_id, "owner": authority.pk, "type": "note",
        "title": "Справка", "since": "2025-10-31", "until": "2025-09-01", "text": "Вывод.",
    }  # fmt: skip
    said = sign_in(coordinator).post("/registers/reports/new/", sent).content.decode()
    assert "кончается раньше, чем начинается" in said


def test_how_many_pupils_have_a_plan_stays_in_the_school(
    sign_in, coordinator, school_head, school, bound
):
    chosen = Chosen(register="pupils", types=["plan"], scope="each")
    bindings.set_binding(measure=bound.measure, chosen=chosen, by=coordinator, at=NOON)
    owed = Obligation.objects.get(measure=bound.measure)
    said = {"register": "pupils", "type": "plan", "title": "Индивидуальный маршрут"}
    for _ in range(3):
        record(school, by=school_head, day=owed.control, **said)
    address = f"/obligations/{owed.pk}/"
    inside = sign_in(school_head).get(address).content.decode()
    outside = sign_in(coordinator).get(address).content.decode()
    assert "Индивидуальный маршрут" in inside
    assert "Индивидуальный маршрут" not in outside
    assert "Записей достаточно" in outside
    assert not Obligation.objects.get(pk=owed.pk).report.count("Индивидуальный")


def test_a_row_that_is_not_theirs_is_told_by_its_entry_alone(
    sign_in, coordinator, school_head, school, authority
):
    entry = record(authority, by=coordinator, parts=[Part(school)])
    assert sign_in(coordinator).get(f"/registers/entries/{entry.pk}/").status_code == 302
    told = sign_in(school_head).get(f"/registers/entries/{entry.pk}/", follow=True)
    assert told.status_code == 200
    assert "Семинар «Чтение»" in told.content.decode()
