"""One measure of each of the fifteen kinds, carried out by the people who would do it.

Each opens the obligation, presses «Выполнить», does the work where it happens, and finds the
obligation handed in with what it was done by.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from tests.browser import kinds_stage
from tests.browser.kinds_stage import Scene
from tests.browser.people import overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PDF = {"name": "Приказ.pdf", "mimeType": "application/pdf",
       "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"}  # fmt: skip


class Person:
    """Somebody at their window, with one obligation before them."""

    def __init__(self, scene: Scene, kind: str, name: str) -> None:
        self.scene, self.kind = scene, kind
        self.page: Page = scene.page_of(name)

    def colleague(self, name: str) -> Person:
        """Return another person who has a part in the same work."""
        return Person(self.scene, self.kind, name)

    @property
    def main(self) -> Locator:
        """What stands on the page."""
        return self.page.locator("main")

    def begin(self) -> None:
        """Open the obligation and press «Выполнить»."""
        self.page.goto(f"/obligations/{self.scene.owed[self.kind].pk}/")
        self.main.get_by_role("link", name=re.compile("^Выполнить")).click()
        assert overflow(self.page) == [], self.page.url

    def fill(self, label: str, text: str) -> None:
        """Write into a field."""
        self.main.get_by_label(label, exact=True).fill(text)

    def pick(self, label: str, value: str) -> None:
        """Choose from a list by what is written there."""
        self.main.get_by_label(label, exact=True).select_option(label=value)

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.main.get_by_label(label, exact=True).check()

    def send(self, name: str) -> None:
        """Press a button that sends a form, and come to the next page."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """Press a link."""
        self.main.get_by_role("link", name=name).first.click()

    def finds_it_done(self, by: str) -> None:
        """See the obligation handed in, with what it was done by."""
        address = f"/obligations/{self.scene.owed[self.kind].pk}/"
        if urlsplit(self.page.url).path != address:
            self.page.goto(address)
        expect(self.main.locator(".o-meta").first).to_contain_text(kinds_stage.SENT)
        expect(self.main.get_by_role("list", name="Чем исполнено")).to_contain_text(by)


def order_is_registered(head: Person) -> None:
    head.begin()
    expect(head.main.get_by_label("О чём")).to_have_value("Издать приказ о наставничестве")
    head.fill("Номер", "41-ОД")
    head.fill("Кто подписал", "И. Л. Горохов")
    head.page.locator("input[type=file]").set_input_files(PDF)
    head.send("Зарегистрировать")
    head.finds_it_done("о наставничестве")


def passport_is_handed_in_and_accepted(head: Person) -> None:
    head.begin()
    head.page.locator("a.o-row-link").click()
    head.send("Сдать паспорт")
    coordinator = head.colleague("coordinator")
    coordinator.page.goto(head.page.url)
    coordinator.send("Принять")
    head.finds_it_done("паспорт")


def analysis_is_approved(methodist: Person) -> None:
    methodist.begin()
    methodist.fill("Выводы", "Поддержка нужна двум школам.")
    methodist.send("Записать и утвердить")
    methodist.finds_it_done("Анализ результатов по русскому")


def teacher_is_diagnosed(head: Person) -> None:
    head.begin()
    head.pick("Учитель", "Белкина Анна")
    head.main.locator("input[name^='c-']").first.fill("55")
    head.send("Внести")
    head.finds_it_done("Диагностика")


def group_is_set_up_by_an_order(methodist: Person) -> None:
    methodist.begin()
    order = methodist.scene.order
    methodist.page.locator("select[name=act]").select_option(str(order.pk))
    methodist.send("Записать")
    methodist.finds_it_done("Создать рабочую группу")


def seminar_is_held(methodist: Person) -> None:
    methodist.begin()
    methodist.fill("Часов", "2")
    methodist.tick(methodist.scene.school.short_name)
    methodist.tick("Уже проведено")
    methodist.fill("Сколько человек было", "14")
    methodist.send("Сохранить")
    methodist.finds_it_done("Семинар о чтении на уроках")


def curator_works_with_the_team(curator: Person) -> None:
    curator.begin()
    curator.tick("Уже проведено")
    curator.send("Сохранить")
    curator.finds_it_done("Работа с командой школы")


def agreement_is_drawn_up_and_signed(head: Person) -> None:
    head.begin()
    head.pick("Школа-лидер", head.scene.leader.short_name)
    head.send("Записать")
    head.send("Отправить на согласование")
    head.fill("Номер", "7")
    head.send("Записать подпись")
    head.finds_it_done(head.scene.leader.short_name)


def school_joins_a_project(coordinator: Person) -> None:
    coordinator.begin()
    coordinator.tick(coordinator.scene.school.short_name)
    order = coordinator.scene.order
    coordinator.page.locator("select[name=act]").select_option(str(order.pk))
    coordinator.send("Включить отмеченные школы")
    coordinator.finds_it_done("500+")


def pupil_gets_a_plan(teacher: Person) -> None:
    teacher.begin()
    teacher.main.get_by_label(re.compile("Лисин")).check()
    teacher.send("Составить проект по результатам заданий")
    head = teacher.colleague("school_head")
    head.page.goto(teacher.page.url)
    head.send("Утвердить")
    teacher.finds_it_done("маршрут")


def teacher_is_trained(head: Person) -> None:
    head.begin()
    head.pick("Кто обучен", "Белкина Анна")
    head.fill("Кто обучал", "Институт развития образования")
    head.fill("Часов", "36")
    head.fill("Номер удостоверения", "У-1207")
    head.fill("Дата выдачи", f"{localdate():%Y-%m-%d}")
    head.send("Записать")
    head.finds_it_done("Курсы по читательской грамотности")


def programme_is_read_by_two(methodist: Person) -> None:
    """Draw a sample, let two readers mark it apart, approve the conclusion."""
    methodist.begin()
    methodist.fill("Сколько документов", "1")
    methodist.send("Сделать выборку")
    started = methodist.main.get_by_role("list", name="Начато")
    started.get_by_role("link", name="Экспертиза программ развития").click()
    methodist.main.get_by_label("Читатели").select_option(
        label=["Лукина Мария Сергеевна", "Цветкова Анна Юрьевна"]
    )
    methodist.send("Раздать документы")
    expertise = methodist.page.url
    for reader in (methodist.colleague("coordinator"), methodist):
        reads_and_marks(reader)
    methodist.page.goto(expertise)
    methodist.main.locator("[name=conclusion]").fill("Программа ведёт к цели.")
    methodist.send("Утвердить заключение")
    methodist.finds_it_done("Экспертиза программ развития")


def reads_and_marks(reader: Person) -> None:
    """Give the highest mark by every criterion."""
    reader.page.goto("/registers/development/sheets/")
    reader.main.locator("tbody a").first.click()
    for mark in reader.main.locator("input[type=radio][value='2']").all():
        mark.check()
    reader.send("Сдать лист")


def schools_are_advised(methodist: Person) -> None:
    methodist.begin()
    methodist.fill("Что сделать", "Начинайте урок с чтения условия.")
    methodist.fill("На основании чего", "Анализ результатов за год")
    methodist.pick("Организации", methodist.scene.school.short_name)
    methodist.send("Отправить")
    methodist.finds_it_done("Рекомендации школам")


def page_of_the_site_is_recorded(head: Person) -> None:
    head.begin()
    head.fill("Адрес", "https://school5.example.org/news/reading")
    head.send("Записать")
    head.finds_it_done("Рассказать о работе на сайте")


def report_is_approved(coordinator: Person) -> None:
    coordinator.begin()
    coordinator.fill("Текст", "Карта исполняется по плану.")
    coordinator.send("Записать и утвердить")
    coordinator.finds_it_done("Отчёт о ходе дорожной карты")


WALKS: dict[str, tuple[str, Callable[[Person], None]]] = {
    "act": ("school_head", order_is_registered),
    "data_collection": ("school_head", passport_is_handed_in_and_accepted),
    "analysis": ("methodist", analysis_is_approved),
    "diagnostics": ("school_head", teacher_is_diagnosed),
    "group": ("methodist", group_is_set_up_by_an_order),
    "event": ("methodist", seminar_is_held),
    "casework": ("curator", curator_works_with_the_team),
    "agreement": ("school_head", agreement_is_drawn_up_and_signed),
    "participation": ("coordinator", school_joins_a_project),
    "pupil_plan": ("teacher", pupil_gets_a_plan),
    "training": ("school_head", teacher_is_trained),
    "expertise": ("methodist", programme_is_read_by_two),
    "recommendation": ("methodist", schools_are_advised),
    "publication": ("school_head", page_of_the_site_is_recorded),
    "monitoring": ("coordinator", report_is_approved),
}
"""Kind of measure → who carries it out, and how."""


def test_a_measure_of_each_kind_is_carried_out_where_its_work_happens(
    new_page: Callable[..., Page], subtests: pytest.Subtests
) -> None:
    cache.clear()
    scene = kinds_stage.build(new_page)
    for kind, (name, walk) in WALKS.items():
        with subtests.test(kind):
            walk(Person(scene, kind, name))
