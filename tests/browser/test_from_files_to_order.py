"""The whole way from files of results to the printed order, walked by three people.

The coordinator brings files and leads the list, a school contests a number and another agrees,
the head of the authority approves and puts the list in force: by mouse, by keyboard alone, and
on a telephone with scripts switched off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from django.utils.timezone import now
from docx import Document
from playwright.sync_api import Locator, Page, expect

from opora.domain.assessments.models import Import
from opora.domain.identification.models import Run, SchoolStatus, Verdict
from opora.domain.identification.services import replies, runs
from opora.domain.people.models import User
from tests.browser.files_of_year import Stage, add_confirmed, check_waiting, stage  # noqa: F401  # a fixture
from tests.browser.people import Hand, Keyboard, Mouse, overflow, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = {
    "mouse": (Mouse(), 1280, True),
    "keyboard": (Keyboard(), 1280, True),
    "telephone without script": (Mouse(), 360, False),
}
WHY = "Двум девятиклассникам балл повышен по апелляции."
PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@dataclass(frozen=True, slots=True)
class Walker:
    """A person at a window: how they press, and whether scripts run."""

    page: Page
    hand: Hand
    script: bool

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def look(self) -> None:
        """See that the page fits its window; axe looks once, with the mouse."""
        assert overflow(self.page) == [], self.page.url
        if self.script and isinstance(self.hand, Mouse):
            assert violations(self.page) == [], self.page.url

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def press(self, name: str) -> None:
        """Press a button that stays on the page."""
        self.hand.press(self.main.get_by_role("button", name=name).first)

    def send(self, name: str) -> None:
        """Press a button that sends a form, and come to the next page."""
        with self.page.expect_navigation():
            self.press(name)

    def follow(self, name: str) -> None:
        """Press a link, and come to its page."""
        with self.page.expect_navigation():
            self.hand.press(self.main.get_by_role("link", name=name).first)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def reads(self, words: str) -> None:
        expect(self.main).to_contain_text(words)


def bring_files(who: Walker, told: Stage) -> None:
    """Bring this year's files, look at what was read, and confirm each."""
    who.open("/results/imports/")
    files = told.files()
    who.page.locator("input[type=file]").set_input_files(
        [
            {"name": one.name, "mimeType": "application/octet-stream", "buffer": one.content}
            for one in files
        ]
    )
    who.press("Загрузить и проверить")
    for one in files:
        who.reads(one.name)
    who.reads("принят и проверяется")
    for imported in check_waiting():
        who.open(f"/results/imports/{imported.pk}/")
        who.send("Подтвердить")
        who.reads("Добавляется")
    add_confirmed()
    if not who.script:  # the page draws itself anew too: its link may be gone by now
        who.page.reload()
    who.reads("Подтвердил")
    assert Import.objects.filter(status=Import.Status.ADDED).count() >= len(files)


def make_list(who: Walker) -> Run:
    """Compute a list by the usual rule and open it to the schools."""
    who.open("/identification/")
    who.follow("Составить список")
    who.look()
    who.send("Посчитать список")
    who.page.wait_for_url(re.compile(r"/identification/\d+/compare/"))
    who.look()
    who.send("Открыть ответы школ")
    who.reads("Список открыт школам")
    who.look()
    run = Run.objects.get()
    assert run.status == Run.Status.REPLIES
    return run


def open_card(who: Walker) -> None:
    """Come to «Почему мы в списке» as a school does."""
    who.open("/identification/")
    who.follow("почему")
    expect(who.page.get_by_role("heading", name="Почему мы в списке")).to_be_visible()
    who.look()


def contest(who: Walker, verdict: Verdict) -> None:
    """Say that a number should be smaller, with a paper."""
    open_card(who)
    clause = next(one for one in verdict.clauses if one["low"])
    who.hand.choose(who.field("Возражаем против отдельного числа"))
    who.hand.pick(who.field("Какое число"), f"{clause['assessment']}:{clause['year']}")
    who.hand.fill(who.field("Ниже границы"), str(clause["below"] - 2))
    who.hand.fill(who.field("Участников"), str(clause["participants"]))
    who.hand.fill(who.field("Почему"), WHY)
    who.field("Приложить протокол").set_input_files(
        {"name": "Протокол.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    who.send("Отправить ответ")
    who.reads("Ответ отправлен")
    who.reads("Протокол.pdf")


def agree(who: Walker) -> None:
    open_card(who)
    who.send("Отправить ответ")
    who.reads("Ответ отправлен")


def settle_the_rest(run: Run, told: Stage) -> None:
    """Let the other schools agree, and decide on all small ones but one."""
    answered = run.verdicts.filter(replies__isnull=False).values("pk")
    for verdict in run.verdicts.listed().exclude(pk__in=answered):
        head = told.district.reporter(verdict.school)
        replies.agree(verdict=verdict, by=head, at=now())
    for verdict in run.verdicts.undecided().order_by("school__short_name")[1:]:
        runs.decide(
            verdict=verdict, listed=False, reason="Участников мало.", by=told.coordinator,
            at=now(),
        )  # fmt: skip


def answer_school(who: Walker, verdict: Verdict) -> None:
    """Accept the number of the school; it counts when the list is counted anew."""
    who.open(f"/identification/{verdict.run_id}/decision/")
    who.follow(verdict.school.short_name)
    who.reads(WHY)
    who.hand.choose(who.field("Принять: учесть поправку при пересчёте"))
    who.hand.fill(who.field("Что ответить школе"), "Протокол проверен, вы правы.")
    who.send("Ответить школе")
    who.reads("Школа получила ответ")
    who.look()


def decide_and_send(who: Walker, run: Run) -> Run:
    """Decide on the school of which the rule cannot say, count anew, hand to the head."""
    who.open(f"/identification/{run.pk}/decision/")
    who.hand.pick(who.page.locator("select[name=listed]"), "no")
    who.hand.fill(
        who.page.locator("input[name=reason]"), "Комиссия 12.09, протокол № 3: не включать."
    )
    who.send("Записать")
    who.reads("решение записано")
    who.send("Пересчитать с поправками")
    who.page.wait_for_url(re.compile(r"/compare/"))
    later = Run.objects.get(replaces=run)
    who.open(f"/identification/{later.pk}/decision/")
    who.send("Передать на утверждение")
    who.reads("Список передан на утверждение")
    who.look()
    return later


def approve(who: Walker, run: Run) -> None:
    who.open(f"/identification/{run.pk}/decision/")
    who.send("Утвердить список")
    who.reads("Список утверждён")
    who.follow("Приказ")
    who.page.wait_for_url(re.compile(r"/order/"))
    who.look()


def print_and_enact(who: Walker) -> str:
    """Fill the order in, take its file, put it in force; return the text of the file."""
    who.hand.fill(who.field("Номер"), "218-ОД")
    with who.page.expect_download() as waited:
        who.press("Скачать DOCX")
    content = Path(waited.value.path()).read_bytes()
    who.send("Зарегистрировать и ввести в действие")
    who.reads("Список введён в действие")
    who.look()
    document = Document(BytesIO(content))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("way", WAYS)
def test_files_become_an_order_and_statuses(
    way: str,
    stage: Stage,  # noqa: F811  # a fixture
    new_page: Callable[..., Page],
) -> None:
    def enter(person: User) -> Walker:
        hand, width, script = WAYS[way]
        page = new_page(width, script=script)
        sign_in(page, person, hand)
        return Walker(page, hand, script)

    ours = enter(stage.coordinator)
    bring_files(ours, stage)
    run = make_list(ours)

    contesting, agreeing = run.verdicts.listed().order_by("school__short_name")[:2]
    theirs = enter(stage.district.reporter(contesting.school))
    contest(theirs, contesting)
    agree(enter(stage.district.reporter(agreeing.school)))
    settle_the_rest(run, stage)

    answer_school(ours, contesting)
    later = decide_and_send(ours, run)
    above = enter(stage.authority_head)
    approve(above, later)
    text = print_and_enact(above)

    assert "ПРИКАЗЫВАЮ" in text
    listed = set(later.verdicts.listed().values_list("school", flat=True))
    for verdict in later.verdicts.listed().select_related("school"):
        assert verdict.school.name in text
    standing = SchoolStatus.objects.filter(until=None).values_list("school", flat=True)
    assert set(standing) == listed
    theirs.open(f"/identification/{later.pk}/schools/{contesting.school_id}/")
    theirs.reads("Протокол проверен, вы правы.")
    expect(theirs.page.get_by_role("button", name="Отправить ответ")).to_have_count(0)
