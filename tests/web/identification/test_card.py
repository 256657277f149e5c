"""«Почему мы в списке»: what a school reads and says, what it is answered, who sees it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from opora.domain.identification.disclosure import ShownClause
from opora.domain.identification.models import Answer, Reply, Run
from opora.domain.identification.queries.why import Line
from opora.domain.identification.services import runs
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.web.identification.card_rows import uncounted_words
from tests.factories import NOON
from tests.web.conftest import Sign
from tests.web.identification.conftest import VerdictOf

pytestmark = pytest.mark.django_db

CLAIM = {"kind": "contest", "number": "ВПР-РУ-5:2025", "below": "2", "participants": "20"}
WHY = "Пять работ проверены с ошибкой"
PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


@pytest.fixture
def address(open_run: Run, school: Organisation) -> str:
    return f"/identification/{open_run.pk}/schools/{school.pk}/"


@pytest.fixture
def head(school_head: User, sign_in: Sign) -> Client:
    return sign_in(school_head)


def test_the_card_says_each_clause_each_number_and_where_it_stands(
    address: str, head: Client
) -> None:
    text = text_of(head.get(address))

    assert "Пункт А выполнен: 2 процедуры из 3, достаточно 2" in text
    assert "ВПР, математика, 5 класс — 8 из 20; ВПР, русский язык, 5 класс — 7 из 20" in text
    assert "ВПР, математика, 5 класс: в 2024 году 9 из 20, в 2025 году 8 из 20" in text
    assert "До выхода из списка" in text
    assert '<b class="fw-semibold">8</b> из 20' in text
    assert "ВПР-МА-5-2025.xlsx, строка" in text
    assert 'class="ci"' in text
    assert "Повторился бы" in text or "повторился бы" in text
    assert "Признаки необъективности" in text


def test_who_is_not_of_the_school_reads_why_the_school_is_listed(
    address: str, head: Client, coordinator: User, sign_in: Sign
) -> None:
    assert "<h1>Почему мы в списке</h1>" in text_of(head.get(address))
    assert "<h1>Почему школа в списке</h1>" in text_of(sign_in(coordinator).get(address))


def test_what_is_passed_over_is_told_once_a_reason_with_its_years() -> None:
    def line(name: str, year: int, reason: str) -> Line:
        clause = ShownClause("ВПР-МА-5", year, 6, 1, low=False, reason=reason)
        return Line(clause, name, "1 из 6", "—", "не учтено", None, None, "—")

    told = uncounted_words([
        line("ЕГЭ, физика", 2024, "SMALL"), line("ЕГЭ, физика", 2025, "SMALL"),
        line("ОГЭ, химия", 2025, "SMALL"), line("ВПР, история", 2025, ""),
    ])  # fmt: skip

    assert told == [
        "участников меньше минимального числа — ЕГЭ, физика (2024, 2025); ОГЭ, химия (2025)"
    ]


def test_the_card_is_printed_as_pdf(address: str, head: Client) -> None:
    page = head.get(f"{address}card.pdf")

    assert page.content.startswith(b"%PDF")


def test_the_school_agrees(address: str, head: Client) -> None:
    page = head.post(address, {"kind": "agree", "text": ""}, follow=True)

    assert "Ответ отправлен" in text_of(page)
    assert Reply.objects.get().kind == Reply.Kind.AGREE


def test_while_the_school_types_the_page_says_what_would_change(
    address: str, head: Client
) -> None:
    text = text_of(head.get(f"{address}if/", CLAIM))

    assert "станет 2 из 20 (10,0 %)" in text
    assert "Пункт А перестанет выполняться: 1 из 3, нужно 2" in text
    assert "Пункт Б по-прежнему выполняется" in text
    assert "Итог не изменится" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"below": ""}, "Выберите число"),
        ({"below": "30"}, "Так не бывает"),
        ({"below": "7"}, "Это те же числа"),
        ({"number": "ВПР-МА-8:2025"}, "возражать не о чем"),
    ],
)
def test_a_number_that_cannot_be_is_said_at_once(
    address: str, head: Client, typed: dict[str, str], said: str
) -> None:
    assert said in text_of(head.get(f"{address}if/", CLAIM | typed))


def test_without_script_a_button_says_the_same_and_sends_nothing(
    address: str, head: Client
) -> None:
    page = head.post(address, CLAIM | {"text": WHY, "preview": "1"})

    assert "Пункт А перестанет выполняться" in text_of(page)
    assert WHY in text_of(page)
    assert not Reply.objects.exists()


def test_a_contested_number_needs_a_reason(address: str, head: Client) -> None:
    page = head.post(address, CLAIM)

    assert page.status_code == 422
    assert "без этого возражение не рассмотреть" in text_of(page)


def test_a_paper_goes_with_the_reply_and_comes_back_to_those_who_may_see_it(
    address: str, head: Client, coordinator: User, other_head: User, sign_in: Sign
) -> None:
    paper = SimpleUploadedFile("Протокол.pdf", PAPER)
    head.post(address, CLAIM | {"text": WHY, "file": paper})
    reply = Reply.objects.get()

    file = sign_in(coordinator).get(f"/identification/replies/{reply.pk}/file/")
    assert b"".join(file) == PAPER  # type: ignore[arg-type]  # a stream
    assert (
        sign_in(other_head).get(f"/identification/replies/{reply.pk}/file/").status_code == 404
    )


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_sent(
    address: str, head: Client
) -> None:
    paper = SimpleUploadedFile("Протокол.pdf", b"no pdf at all")
    page = head.post(address, CLAIM | {"text": WHY, "file": paper})

    assert page.status_code == 422
    assert not Reply.objects.exists()


def test_the_coordinator_answers_once_and_the_recount_takes_the_number(
    address: str, head: Client, open_run: Run, coordinator: User, sign_in: Sign
) -> None:
    head.post(address, CLAIM | {"text": WHY})
    reply, leader = Reply.objects.get(), sign_in(coordinator)
    assert WHY in text_of(leader.get(address))

    told = {f"a{reply.pk}-decision": "run", f"a{reply.pk}-text": "Протокол верен"}
    page = leader.post(f"/identification/replies/{reply.pk}/answer/", told, follow=True)
    assert "Школа получила ответ" in text_of(page)
    again = leader.post(f"/identification/replies/{reply.pk}/answer/", told)
    assert again.status_code == 422
    assert "уже ответили" in text_of(again)
    assert Answer.objects.count() == 1

    page = leader.post(f"/identification/{open_run.pk}/steps/recount/", follow=True)
    later = Run.objects.get(replaces=open_run)
    assert page.redirect_chain[-1][0] == f"/identification/{later.pk}/compare/"
    assert "Этот расчёт заменён" in text_of(head.get(address))
    school = reply.verdict.school_id
    text = text_of(head.get(f"/identification/{later.pk}/schools/{school}/"))
    assert '<b class="fw-semibold">2</b> из 20' in text
    assert "Протокол верен" in text


def test_an_answer_without_words_stays_in_its_form(
    address: str, head: Client, coordinator: User, sign_in: Sign
) -> None:
    head.post(address, CLAIM | {"text": WHY})
    reply = Reply.objects.get()
    page = sign_in(coordinator).post(
        f"/identification/replies/{reply.pk}/answer/", {f"a{reply.pk}-decision": "reject"}
    )

    assert page.status_code == 422
    assert "checked" in text_of(page)


def test_a_reply_after_the_list_went_to_the_head_is_refused_in_words(
    sent_run: Run, school: Organisation, head: Client
) -> None:
    address = f"/identification/{sent_run.pk}/schools/{school.pk}/"
    assert "Отправить ответ" not in text_of(head.get(address))
    page = head.post(address, {"kind": "agree"})

    assert page.status_code == 422
    assert "Ответы больше не принимаются" in text_of(page)
    assert not Reply.objects.exists()


def test_a_reply_after_approval_is_refused_in_words(
    approved_run: Run, school: Organisation, head: Client
) -> None:
    address = f"/identification/{approved_run.pk}/schools/{school.pk}/"
    page = head.post(address, CLAIM | {"text": WHY})

    assert page.status_code == 422
    assert "«утверждён»" in text_of(page)
    assert WHY in text_of(page) or not Reply.objects.exists()


def test_the_head_of_another_school_finds_neither_card_nor_file_nor_list(
    address: str, open_run: Run, other_head: User, sign_in: Sign
) -> None:
    client = sign_in(other_head)
    for path in (address, f"{address}card.pdf", f"{address}if/"):
        assert client.get(path).status_code == 404
    assert client.post(address, {"kind": "agree"}).status_code == 404
    for page in ("", "?as=xlsx", "compare/?as=csv", "dynamics/?as=csv", "order/"):
        assert client.get(f"/identification/{open_run.pk}/{page}").status_code == 404


def test_before_the_list_is_opened_the_school_does_not_see_it(
    run: Run, school: Organisation, head: Client
) -> None:
    assert head.get(f"/identification/{run.pk}/schools/{school.pk}/").status_code == 404
    assert "Списков ещё нет" in text_of(head.get("/identification/"))


def test_an_open_list_stands_on_the_page_of_the_school(address: str, head: Client) -> None:
    text = text_of(head.get("/identification/"))

    assert address in text
    assert "Составить список" not in text


def test_a_teacher_reads_the_card_and_does_not_answer(
    address: str, teacher: User, sign_in: Sign
) -> None:
    client = sign_in(teacher)
    assert "Отправить ответ" not in text_of(client.get(address))
    assert client.post(address, {"kind": "agree"}).status_code == 403


def test_the_region_sees_no_small_counts(
    address: str, regional_coordinator: User, sign_in: Sign
) -> None:
    text = text_of(sign_in(regional_coordinator).get(address))

    assert "скрыто" in text
    assert '<b class="fw-semibold">4</b> из 20' not in text


def test_a_session_that_ended_leads_to_the_sign_in_and_back_to_the_card(
    address: str, head: Client
) -> None:
    head.logout()
    page = head.post(address, CLAIM | {"text": WHY})

    assert page["Location"] == f"/account/login/?next={address}"


def test_a_person_decides_about_a_school_with_too_few_results(
    open_run: Run, verdict_of: VerdictOf, coordinator: User, sign_in: Sign
) -> None:
    verdict, client = verdict_of(open_run, "small"), sign_in(coordinator)
    address = f"/identification/{open_run.pk}/schools/{verdict.school_id}/decide/"
    assert client.post(address, {"listed": "yes", "reason": ""}).status_code == 422

    page = client.post(address, {"listed": "yes", "reason": "Протокол № 2"}, follow=True)
    assert "решение записано" in text_of(page)
    card = client.get(f"/identification/{open_run.pk}/schools/{verdict.school_id}/")
    assert "В списке: решение человека" in text_of(card)


def test_where_the_rule_can_say_a_person_does_not(
    open_run: Run, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/{open_run.pk}/schools/{school.pk}/decide/",
        {"listed": "no", "reason": "Так надо"},
    )

    assert page.status_code == 422
    assert "данных достаточно" in text_of(page)


def test_a_cancelled_list_says_why(
    run: Run, coordinator: User, school: Organisation, sign_in: Sign
) -> None:
    runs.cancel(run=run, by=coordinator, at=NOON, reason="Другой год")
    page = sign_in(coordinator).get(f"/identification/{run.pk}/schools/{school.pk}/")

    assert "Этот расчёт отменён" in text_of(page)
