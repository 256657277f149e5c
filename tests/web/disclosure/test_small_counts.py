"""Counts of one to four pupils on every page and in every file, seen by the region."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pdfplumber
import pytest
from django.http import HttpResponse
from django.utils.timezone import localdate, now

from opora.domain.assessments.disclosure import FEW, HIDDEN
from opora.domain.assessments.models import Import, ImportSchool, Round, SchoolCount
from opora.domain.context.models import Campaign, ContextScore, Passport
from opora.domain.context.services import index
from opora.domain.identification.models import Run
from opora.domain.identification.services import replies, runs
from opora.domain.identification.services.replies import Claim
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.web.passports.hiding import shown_items
from tests import factories
from tests.api.conftest import Signed
from tests.domain.context.conftest import Filled
from tests.domain.identification import stores
from tests.domain.identification.conftest import CODES
from tests.web.conftest import Sign

YEARS = (2024, 2025)
HIDDEN_NUMBERS = ("1873", "1870", "1871")
"""All participants of the school, those who are not low, and what it claims instead."""

TABS = ("", "tasks/", "skills/", "journal/", "classes/", "rows/")


@dataclass(frozen=True)
class District:
    """Three schools: few are low in one, few sat in the next, the last hides but marks."""

    telling: Organisation
    few: Organisation
    large: Organisation
    run: Run
    file: Import

    @property
    def results(self) -> list[str]:
        return [f"/results/schools/{self.telling.pk}/{tab}" for tab in ("", "dynamics/")]

    @property
    def lists(self) -> list[str]:
        parts = ("", "compare/", "exclusions/", "what-if/", "dynamics/", "decision/")
        one = f"/identification/{self.run.pk}/"
        return [*(f"{one}{part}" for part in parts), f"{one}schools/{self.telling.pk}/"]

    @property
    def pages(self) -> list[str]:
        school, place = self.telling.pk, self.telling.territory
        tabs = ("", "results/", "context/", "why/", "history/")
        return [
            *self.results,
            *self.lists,
            *(f"/schools/{school}/{tab}" for tab in tabs),
            *(f"/panel/{one}/" for one in (place.pk, place.parent_id)),
            f"/identification/new/{place.parent_id}/",
            "/identification/",
            "/schools/",
            "/results/imports/",
            f"/results/imports/{self.file.pk}/",
        ]


def make_count(
    school: Organisation, code: str, year: int, marks: tuple[int, int, int, int]
) -> SchoolCount:
    kind, subject, grade = code.split("-")
    round_, _ = Round.objects.get_or_create(
        code=code, year=year,
        defaults={"kind": kind, "subject": subject, "grade": grade, "scale_known": True},
    )  # fmt: skip
    two, three, four, five = marks
    return SchoolCount.objects.create(
        school=school, round=round_, participants=sum(marks), below=two,
        mark_2=two, mark_3=three, mark_4=four, mark_5=five,
    )  # fmt: skip


@pytest.fixture
def district(  # noqa: PLR0917  # the cast
    region: Territory,
    territory: Territory,
    school: Organisation,
    other_school: Organisation,
    coordinator: User,
    school_head: User,
) -> District:
    large = factories.make_organisation(territory)
    told = {school: (3, 1870, 0, 0), other_school: (2, 2, 0, 0), large: (400, 564, 4, 2)}
    numbers = {one: (marks[0], sum(marks)) for one, marks in told.items()}
    files = stores.bring_all(
        region, {(code, year): numbers for code in CODES for year in YEARS}, by=coordinator
    )
    for code in CODES:
        for year in YEARS:
            for one, marks in told.items():
                make_count(one, code, year, marks)
    file = files[CODES[0], YEARS[-1]]
    procedures = [{"code": CODES[0], "year": 2025, "participants": 1873, "first_day": None,
                   "last_day": None}]  # fmt: skip
    Import.objects.filter(pk=file.pk).update(
        territory=territory, rows_read=1873, rows_kept=1873, procedures=procedures
    )
    run = runs.start(territory=territory, year=2025, rule="R2025-OR", by=coordinator, at=now())
    due = localdate() + timedelta(days=10)
    run = runs.open_replies(run=run, due=due, by=coordinator, at=now())
    replies.contest(
        verdict=run.verdicts.get(school=school), by=school_head, at=now(),
        claim=Claim(CODES[0], 2025, 6, 1871, "Двое писали дважды"),
    )  # fmt: skip
    return District(school, other_school, large, run, file)


def read(answer: HttpResponse) -> str:
    """Return a page or a file as text; only what is whole in the stream is compared."""
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode()


def numbers_in(text: str) -> set[str]:
    """Return the hidden numbers that stand in a text by themselves, also with a thin space."""
    plain = re.sub(r"(?<=\d)[\u00a0\u202f ](?=\d{3}\b)", "", text)
    return {one for one in HIDDEN_NUMBERS if re.search(rf"(?<![\w.,]){one}(?![\w.])", plain)}


def test_no_hidden_number_is_on_any_page_or_file_of_the_region(
    district: District, regional_coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(regional_coordinator)
    for page in district.pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert not numbers_in(read(answer)), page
        assert "3 из 1" not in read(answer), page
        answer = client.get(page, {"as": "csv"})
        assert answer.status_code in {200, 403}, page
        assert not numbers_in(read(answer)), page


def test_the_walk_would_find_the_numbers_where_they_are_open(
    district: District, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    office, head = sign_in(coordinator), sign_in(school_head)
    seen = [page for page in district.pages if numbers_in(read(office.get(page)))]
    assert {*district.results, district.lists[-1], f"/results/imports/{district.file.pk}/"} <= {
        *seen
    }
    for page in district.results:
        assert numbers_in(read(head.get(page)))
        assert numbers_in(read(head.get(page, {"as": "csv"})))


def test_what_is_printed_for_the_region_hides_the_same(
    district: District, regional_coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(regional_coordinator)
    for page in (
        f"{district.lists[-1]}card.pdf",
        f"/schools/{district.telling.pk}/profile.pdf",
    ):
        with pdfplumber.open(BytesIO(client.get(page).content)) as pdf:
            text = " ".join(one.extract_text() for one in pdf.pages)
        assert not numbers_in(text), page
        assert "скрыто" in text, page


@pytest.mark.parametrize("tab", TABS)
def test_a_work_in_detail_is_closed_to_the_region_with_the_reason(
    tab: str, district: District, regional_coordinator: User, curator: User, sign_in: Sign
) -> None:
    work = f"/results/schools/{district.large.pk}/works/{Round.objects.first().pk}/{tab}"
    for address in (work, f"{work}?as=csv"):
        answer = sign_in(regional_coordinator).get(address)
        assert answer.status_code == 403
        assert "видят она сама, её куратор и муниципалитет" in answer.content.decode()
    own = work.replace(f"/{district.large.pk}/works", f"/{district.telling.pk}/works")
    assert sign_in(curator).get(own).status_code == 200


def test_a_small_mark_hides_the_marks_beside_it(
    district: District, regional_coordinator: User, coordinator: User, sign_in: Sign
) -> None:
    address = f"/results/schools/{district.large.pk}/"
    text = read(sign_in(regional_coordinator).get(address))
    assert '<b class="fw-semibold">400</b> из 970' in text
    assert "564" not in text
    assert "564" in read(sign_in(coordinator).get(address))
    _, row, *_ = csv.reader(
        read(sign_in(regional_coordinator).get(address, {"as": "csv"})).splitlines(),
        delimiter=";",
    )
    assert row[1:3] == ["400", "970"]
    assert row[6:10] == [HIDDEN] * 4


def test_few_who_sat_a_work_are_not_counted_for_the_region(
    district: District, region: Territory, regional_coordinator: User, coordinator: User,
    sign_in: Sign,
) -> None:  # fmt: skip
    client = sign_in(regional_coordinator)
    for place in (region, district.few.territory):
        address = f"/results/territories/{place.pk}/"
        line = _line_of(client.get(address), district.few)
        assert {cell.sat for cell in line.cells} == {FEW}
        assert {cell.expected for cell in line.cells} <= {FEW, None}
        assert not any(cell.is_incomplete for cell in line.cells)
        exported = read(client.get(address, {"as": "csv"}))
        assert f";{FEW};{FEW};" in exported
        assert ";4;" not in exported
    office = sign_in(coordinator).get(f"/results/territories/{district.few.territory_id}/")
    assert {cell.sat for cell in _line_of(office, district.few).cells} == {4}


def _line_of(answer: HttpResponse, school: Organisation) -> object:
    found = answer.context["lines"]  # type: ignore[attr-defined]
    return next(line for line in found if line.school == school)


def test_sums_of_the_interface_are_of_the_shown_schools_alone(
    district: District,
    regional_coordinator: User,
    coordinator: User,
    program: Signed,
) -> None:
    round_ = Round.objects.get(code=CODES[0], year=2025)
    told = program(regional_coordinator).read(f"rounds/{round_.pk}/results")
    assert told["total"] == {"shown": 1, "hidden": 2, "participants": 970, "below": 400}
    assert [one["marks"] for one in told["items"]] == [None] * 3
    whole = program(coordinator).read(f"rounds/{round_.pk}/results")
    assert whole["total"]["participants"] == 970 + 1873 + 4
    text = program(regional_coordinator).get("verdicts").content.decode()
    assert not numbers_in(text)


def test_the_rows_of_a_file_of_a_municipality_are_closed_to_its_region(
    district: District, regional_coordinator: User, coordinator: User, sign_in: Sign
) -> None:
    address = f"/results/imports/{district.file.pk}/"
    for closed in (f"{address}?as=csv", f"{address}aside.xlsx"):
        assert sign_in(regional_coordinator).get(closed).status_code == 403
        answer = sign_in(coordinator).get(closed)
        assert answer.status_code == 200
        assert b"".join(answer)


def test_few_behind_an_unknown_code_are_not_counted_for_the_region(
    district: District,
    region: Territory,
    regional_coordinator: User,
    coordinator: User,
    sign_in: Sign,
) -> None:
    ImportSchool.objects.create(imported=district.file, code="edu999999", participants=3)
    place = district.few.territory_id
    for territory_id, user, sat in (
        (region.pk, regional_coordinator, FEW),
        (place, regional_coordinator, FEW),
        (place, coordinator, 3),
    ):
        page = sign_in(user).get(f"/results/territories/{territory_id}/codes/")
        assert [one[1] for one in page.context["codes"]] == [sat]


@pytest.fixture
def passports(
    campaign: Campaign,
    filled: Filled,
    territory: Territory,
) -> list[Passport]:
    """Twelve schools; in the first only one item is of few."""
    made = []
    for place in range(12):
        own = factories.make_organisation(territory, pupils=1200)
        made.append(filled(campaign, own, hard=place / 11, pupils=1200))
    made[0].values.filter(item="C03").update(number=3)
    return made


@pytest.fixture
def score(passports: list[Passport], region: Territory, keeper: User) -> ContextScore:
    made = index.compute(root=region, year=2026, by=keeper, at=factories.NOON)
    return made.scores.get(school=passports[0].school)


def test_what_stands_on_few_is_hidden_in_the_index_and_in_its_files(
    score: ContextScore, region: Territory, regional_coordinator: User, keeper: User,
    sign_in: Sign,
) -> None:  # fmt: skip
    adds = {one["code"]: str(one["adds"]).replace(".", ",") for one in score.items}
    address = f"/passports/index/{region.pk}/2026/"
    exported = read(sign_in(regional_coordinator).get(address, {"as": "csv"}))
    _, row = _rows_of(exported, score.school)
    assert row.count(HIDDEN) == 2
    assert adds["C03"] not in row
    _, row = _rows_of(
        read(sign_in(keeper).get(f"/passports/index/{score.school.territory_id}/2026/?as=csv")),
        score.school,
    )
    assert adds["C03"] in row
    assert HIDDEN not in row


def _rows_of(exported: str, school: Organisation) -> tuple[list[str], list[str]]:
    head, *rows = csv.reader(exported.lstrip("\ufeff").splitlines(), delimiter=";")
    return head, next(row for row in rows if row[0] == school.short_name)


def test_items_of_few_are_not_named_among_those_that_move_the_index(
    score: ContextScore, region: Territory, regional_coordinator: User, sign_in: Sign
) -> None:
    hidden = {one.code for one in shown_items(score, full=False) if one.is_hidden}
    page = sign_in(regional_coordinator).get(f"/passports/index/{region.pk}/2026/")
    line = next(one for one in page.context["lines"] if one.score == score)
    titles = {title for title, _ in line.main}
    assert "C03" in hidden
    assert len(titles) == 2
    assert len(hidden) == 2


def test_a_passport_shows_the_region_no_number_of_few(
    passports: list[Passport],
    regional_coordinator: User,
    keeper: User,
    sign_in: Sign,
) -> None:
    first = passports[0]
    address = f"/passports/{first.campaign_id}/schools/{first.school_id}/"
    client = sign_in(regional_coordinator)
    rows = {one.field.code: one for one in client.get(address).context["rows"]}
    assert rows["C03"].shown == HIDDEN
    assert rows["C03"].percent == ""
    assert rows["C01"].shown.isdecimal()
    assert "3 из 1200" not in read(client.get(address))
    assert client.get(f"{address}template.xlsx").status_code == 403
    assert "3 из 1200" in read(sign_in(keeper).get(address))
