"""Passports as files: the template goes out, comes back filled, each answer with its place."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import load_workbook

from opora.domain.acts.services import files as kept_files
from opora.domain.context.models import Campaign, Passport
from opora.domain.context.services import files, passports
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.factories import NOON

HEADER = 4
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
            if row[0] and number > HEADER:
                usual = 142 if "обучающихся" in str(row[1]) else 12
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
