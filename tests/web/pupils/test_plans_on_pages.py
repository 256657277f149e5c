"""Plans of pupils in the browser: drafted, corrected, approved, carried out, closed."""

from __future__ import annotations

import re

from django.test import Client
from django.utils.timezone import localdate, now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import (
    Pupil,
    PupilPlan,
)
from opora.domain.pupils.services import plans, pupils
from opora.domain.registers.models import Entry
from tests.domain.pupils.stage import (
    NAME,
    day,
    make_draft,
    make_plan,
    make_pupil,
    make_risk,
    make_work,
)
from tests.web.conftest import Sign

BASE = "/registers/pupils/"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def _fields(page: str) -> dict[str, str]:
    """Return the fields of a form as a browser would send them."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
    found |= dict(re.findall(r'<textarea name="([^"]*)"[^>]*>\s*([^<]*)</textarea>', page))
    for name, options in re.findall(
        r'<select name="([^"]*)".*?>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_draft_that_cannot_be_approved_keeps_what_was_typed(
    head: Client, school_head: User, pupil: Pupil
) -> None:
    plan = make_draft(pupil, school_head)
    form = _fields(text(head.get(f"{BASE}plans/{plan.pk}/")))
    form |= {"goal": "", "level": "Набрал 1 из 5", "approve": "1"}
    answer = head.post(f"{BASE}plans/{plan.pk}/", form)
    assert answer.status_code == 422
    assert "впишите: цель" in text(answer)
    assert "Набрал 1 из 5" in text(answer)


def test_a_wrong_day_is_shown_at_the_field(
    head: Client, school_head: User, pupil: Pupil
) -> None:
    plan = make_draft(pupil, school_head)
    form = _fields(text(head.get(f"{BASE}plans/{plan.pk}/"))) | {"until": "вчера"}
    answer = head.post(f"{BASE}plans/{plan.pk}/", form)
    assert answer.status_code == 422
    assert "проверьте отмеченные поля" in text(answer)


def test_a_teacher_of_the_class_drafts_and_does_not_approve(
    school: Organisation, school_head: User, teacher: User, pupil: Pupil, sign_in: Sign
) -> None:
    pupils.give_class(school=school, user=teacher, class_name="7А", by=school_head, at=now())
    client = sign_in(teacher)
    make_work(pupil)
    page = text(client.post(f"{BASE}{pupil.pk}/draft/", follow=True))
    assert "Утверждают директор" in page
    plan = PupilPlan.objects.get()
    form = _fields(page) | {"approve": "1"}
    assert client.post(f"{BASE}plans/{plan.pk}/", form).status_code == 403
    assert PupilPlan.objects.get().status == "draft"


def test_a_group_plan_is_drafted_for_those_ticked(
    head: Client, school: Organisation, school_head: User, pupil: Pupil
) -> None:
    other = make_pupil(school, school_head, "Беляев Иван")
    page = text(head.get(f"{BASE}plans/new/?type=group_plan&title=Дроби"))
    assert 'value="Дроби"' in page
    head.post(f"{BASE}plans/new/", {"pupil": [pupil.pk, other.pk], "title": "Дроби"})
    assert PupilPlan.objects.get().is_group
    refused = head.post(f"{BASE}plans/new/", {"title": "Дроби"})
    assert "Выберите учеников" in text(refused)


def test_a_foreign_pupil_is_not_taken_into_a_plan(
    head: Client, other_school: Organisation, other_head: User
) -> None:
    foreign = make_pupil(other_school, other_head)
    answer = head.post(f"{BASE}plans/new/", {"pupil": [foreign.pk]})
    assert answer.status_code == 422
    assert not PupilPlan.objects.exists()


def test_a_plan_is_carried_out_and_closed(
    head: Client, school_head: User, pupil: Pupil
) -> None:
    plan = make_plan(pupil, school_head)
    today = localdate().isoformat()
    step, final = plan.steps.order_by("order")[0], plan.checks.get(kind="final")
    early = head.post(f"{BASE}plans/{plan.pk}/close/", {"outcome": "removed"})
    assert "итогового среза" in text(early)
    head.post(f"{BASE}plans/steps/{step.pk}/", {"day": today})
    head.post(f"{BASE}plans/checks/{final.pk}/", {"day": today, "result": "4 из 5"})
    head.post(f"{BASE}plans/members/{plan.members.get().pk}/parents/", {"day": today})
    page = text(head.post(f"{BASE}plans/{plan.pk}/close/", {"outcome": "removed"}, follow=True))
    assert "дефициты сняты" in page
    assert plan.members.get().parents_on == localdate()


def test_a_step_without_a_day_is_refused(head: Client, school_head: User, pupil: Pupil) -> None:
    step = make_plan(pupil, school_head).steps.order_by("order")[0]
    answer = head.post(f"{BASE}plans/steps/{step.pk}/", {"day": "завтра"})
    assert answer.status_code == 422
    assert "Поставьте день" in text(answer)


def test_a_plan_is_withdrawn_with_a_reason(
    head: Client, school_head: User, pupil: Pupil
) -> None:
    plan = make_plan(pupil, school_head)
    refused = head.post(f"{BASE}plans/{plan.pk}/withdraw/", {"reason": ""})
    assert "почему" in text(refused)
    head.post(f"{BASE}plans/{plan.pk}/withdraw/", {"reason": "Ошибка"})
    assert Entry.objects.get().state == "withdrawn"


def test_a_draft_without_results_says_so_and_does_not_praise_itself(
    head: Client, pupil: Pupil
) -> None:
    page = text(head.post(f"{BASE}{pupil.pk}/draft/", follow=True))
    assert "Результатов заданий у ученика и класса нет" in page
    assert "Проект составлен по результатам" not in page


def test_the_list_of_plans_names_only_pupils_whom_one_works_with(
    head: Client, school: Organisation, school_head: User, teacher: User, sign_in: Sign
) -> None:
    mine = make_pupil(school, school_head)
    other = make_pupil(school, school_head, "Беляев Иван", class_name="8Б")
    make_work(mine)
    pupils.give_class(school=school, user=teacher, class_name="7А", by=school_head, at=now())
    plans.draft(pupils=[mine, other], by=school_head, at=now())
    listed = text(head.get(f"{BASE}plans/"))
    assert NAME in listed
    assert "Беляев" in listed
    listed = text(sign_in(teacher).get(f"{BASE}plans/"))
    assert NAME in listed
    assert "Беляев" not in listed
    assert "и ещё 1" in listed


def test_a_step_whose_day_has_passed_is_marked_late(
    head: Client, pupil: Pupil, school_head: User
) -> None:
    plan = make_plan(pupil, school_head)
    assert "is-late" not in text(head.get(f"{BASE}plans/{plan.pk}/"))
    plan.steps.update(due=day(3))
    assert "3 дня" in text(head.get(f"{BASE}plans/{plan.pk}/")).replace("\xa0", " ")


def test_the_card_leads_to_the_plan_that_is_there(
    head: Client, pupil: Pupil, school_head: User
) -> None:
    assert "Составить ИОМ" in text(head.get(f"{BASE}{pupil.pk}/"))
    plan = make_plan(pupil, school_head)
    page = text(head.get(f"{BASE}{pupil.pk}/"))
    assert f"/registers/pupils/plans/{plan.pk}/" in page
    assert "Действующий маршрут" in page


def test_a_signal_is_confirmed_and_a_plan_drafted_and_approved(
    head: Client, pupil: Pupil
) -> None:
    make_work(pupil)
    record = make_risk(pupil)
    head.post(f"{BASE}risk/{record.pk}/decide/", {"decision": "confirmed"})
    assert "ждёт" in text(head.get(BASE))
    answer = head.post(f"{BASE}{pupil.pk}/draft/", follow=True)
    plan = PupilPlan.objects.get()
    assert "Проект составлен" in text(answer)
    form = {**_fields(text(answer)), "approve": "1"}
    approved = head.post(f"{BASE}plans/{plan.pk}/", form, follow=True)
    assert "Маршрут утверждён" in text(approved)
    assert Entry.objects.filter(type="plan", state="done").count() == 1
