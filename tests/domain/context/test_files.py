"""Passports as files: the template goes out, comes back filled, each answer with its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import load_workbook

from opora.domain.acts.services import files as kept_files
from opora.domain.context.fields import passport_fields
from opora.domain.context.models import Campaign, Passport
from opora.domain.context.services import campaigns, files, passports
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests.domain.context.conftest import Filled
from tests.factories import NOON

USUAL = {"Всего обучающихся": 142, "Тип населённого пункта": "Деревня", "Всего учителей": 14}
pytestmark = pytest.mark.django_db


@pytest.fixture
def passport(campaign: Campaign, own: Organisation, head: User) -> Passport:
    return passports.begin(campaign=campaign, school=own, by=head, at=NOON)


def filled_template(passport: Passport, odd: Mapping[str, object] | None = None) -> bytes:
    """Return the template as a school fills it: a number in every line, odd ones by words."""
    [sheet] = load_workbook(BytesIO(files.template(passport))).sheet_names
    rows = load_workbook(BytesIO(files.template(passport))).get_sheet_by_index(0)
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows.to_python(skip_empty_area=False)):
            page.write_row(number, 0, row)
            if isinstance(row[0], float):
                usual = USUAL.get(str(row[1]), 12)
                page.write(number, 2, (odd or {}).get(str(row[1]), usual))
    return content.getvalue()


def test_a_filled_template_comes_back_with_the_place_of_each_answer(
    passport: Passport, head: User
) -> None:
    stored = kept_files.keep(filled_template(passport), name="Паспорт.xlsx", at=NOON)
    taken = files.take_file(
        passport=passport, stored=stored, name="Паспорт.xlsx", by=head, at=NOON
    )

    assert taken.taken >= 10
    value = passport.values.get(item="C02")
    assert (value.number, value.source) == (12, "file")
    assert value.origin.startswith("Паспорт.xlsx, лист «Социальный паспорт», строка")
    assert passport.values.get(item="PUPILS").number == 142


def test_every_question_of_the_passport_is_asked_and_read(
    passport: Passport, head: User
) -> None:
    stored = kept_files.keep(filled_template(passport), name="Паспорт.xlsx", at=NOON)
    taken = files.take_file(
        passport=passport, stored=stored, name="Паспорт.xlsx", by=head, at=NOON
    )

    told = passport.answers()
    assert told.keys() == {one.code for one in passport_fields()}
    assert (told["TEACHERS"], told["R1"], told["T1"]) == (14, 12, "village")
    assert not taken.lines, "nothing is asked that the passport does not take"
    passports.submit(passport=passport, by=head, at=NOON)


def test_a_type_of_settlement_in_other_words_is_not_taken_and_said(
    passport: Passport, head: User
) -> None:
    content = filled_template(passport, {"Тип населённого пункта": "за рекой"})
    stored = kept_files.keep(content, name="Паспорт.xlsx", at=NOON)
    taken = files.take_file(
        passport=passport, stored=stored, name="Паспорт.xlsx", by=head, at=NOON
    )

    assert "T1" not in passport.answers()
    assert any("Тип населённого пункта" in one.sentence for one in taken.lines)


def test_the_template_shows_all_answers_of_last_year(
    filled: Filled, territory: Territory, own: Organisation, keeper: User, head: User
) -> None:
    for year in (2025, 2026):
        campaigns.open_campaign(
            territory=territory, year=year, as_of=date(year - 1, 10, 1),
            due=date(year - 1, 11, 20), by=keeper, at=NOON,
        )  # fmt: skip
    before, this = Campaign.objects.order_by("year")
    filled(before, own, hard=0.5)
    new = passports.begin(campaign=this, school=own, by=head, at=NOON)
    rows = load_workbook(BytesIO(files.template(new))).get_sheet_by_index(0).to_python()

    shown = {row[1]: row[3] for row in rows if len(row) > 3 and isinstance(row[0], float)}
    assert shown["Всего учителей"] == 20
    assert shown["Тип населённого пункта"] == "Село, деревня"
    assert "" not in shown.values()


def test_what_is_no_number_of_people_is_not_taken_and_said_with_its_line(
    passport: Passport, head: User
) -> None:
    odd = {
        "Неполные семьи": -5,
        "Многодетные семьи": 10**11,
        "Опекаемые дети и дети-сироты": 2.5,
    }
    stored = kept_files.keep(filled_template(passport, odd), name="Паспорт.xlsx", at=NOON)
    taken = files.take_file(
        passport=passport, stored=stored, name="Паспорт.xlsx", by=head, at=NOON
    )

    assert not passport.values.filter(item__in=["C02", "C04", "C10"]).exists()
    said = " ".join(one.sentence for one in taken.lines)
    assert all(words in said for words in odd)
    assert "Всего обучающихся" not in said


def test_a_file_of_results_is_sent_to_the_right_page(
    passport: Passport, head: User, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet().write_row(0, 0, ["Просто", "таблица"])
    stored = kept_files.keep(tmp_path / "x.xlsx", name="x.xlsx", at=NOON)

    with pytest.raises(files.PassportFileRefused):
        files.take_file(passport=passport, stored=stored, name="x.xlsx", by=head, at=NOON)
    assert not passport.values.exists()
