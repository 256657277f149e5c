"""The index of social well-being from passports, its scale kept, and results beside it."""

import json

import numpy as np
import pytest
import typer
import xlsxwriter
from typer.testing import CliRunner

from opora import cli_identify
from opora.results.store import Store
from tests.results.store.builders import RUSSIAN, table_file

ITEMS = {
    "Дети, у которых оба родителя с высшим образованием": 1,
    "Дети из неполных семей": -1,
    "Дети из многодетных семей": -1,
    "Состоят на внутришкольном учёте": -1,
    "Дети с ОВЗ и дети-инвалиды": -1,
}
SCHOOLS = 24


@pytest.fixture
def opora():
    app = typer.Typer()
    cli_identify.register(app)

    def run(*words, code=0):
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == code, result.output
        return result

    return run


def name_of(number):
    return f"МБОУ «СОШ № {number}»"


def write_passport(path, school, lines, *, year=2025, pupils=400):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Социальный паспорт")
        sheet.write(0, 0, f"Социальный паспорт, {year - 1}/{year} учебный год")
        sheet.write(1, 0, school)
        sheet.write_row(3, 0, ["№", "Показатель", "Количество"])
        rows = [("Общее число обучающихся", pupils), *lines]
        for number, (label, value) in enumerate(rows, start=1):
            sheet.write_row(3 + number, 0, [number, label, value])


@pytest.fixture(scope="module")
def passports(tmp_path_factory):
    """Schools from the hardest context to the best; the last one lacks two items."""
    folder = tmp_path_factory.mktemp("паспорта")
    rng = np.random.default_rng(3)
    for number in range(1, SCHOOLS + 1):
        level = (number - SCHOOLS / 2) / SCHOOLS
        lines = [
            (label, round(400 * (0.35 + sign * 0.4 * level + rng.normal(0, 0.02))))
            for label, sign in ITEMS.items()
        ]
        if number == SCHOOLS:
            lines = [lines[0], (lines[1][0], "нет данных"), *lines[2:]]
        write_passport(folder / f"{number:02}.xlsx", name_of(number), lines)
    return folder


def context_of(opora, *words):
    told = json.loads(opora("context", *words, "--json").stdout)
    return told, {one["name"]: one for one in told["schools"]}


def test_the_index_follows_the_context_and_its_items_add_up(opora, passports):
    told, schools = context_of(opora, passports, "--year", 2025)
    points = [schools[name_of(number)]["points"] for number in range(1, SCHOOLS + 1)]

    assert np.corrcoef(points, range(SCHOOLS))[0, 1] > 0.95
    assert {one["direction"] for one in told["scale"]["items"]} == {1, -1}
    for one in schools.values():
        assert 50 + sum(item["points"] for item in one["items"]) == pytest.approx(
            one["points"], abs=1e-4
        )
        assert sum(one["membership"]) == pytest.approx(1, abs=1e-5)
        assert len(one["similar"]) == 5
    assert schools[name_of(1)]["group"] == "неблагоприятные условия"
    assert told["scale"]["alpha"] > 0.8
    assert "C03" in told["scale"]["not_used"]


def test_a_missing_item_is_said_and_widens_the_error(opora, passports):
    _, schools = context_of(opora, passports)
    last, other = schools[name_of(SCHOOLS)], schools[name_of(2)]
    missing = [one for one in last["items"] if one["share"] is None]

    assert [one["remark"] for one in missing] == ["нет данных; взята медиана региона"]
    assert last["error"] > 2 * other["error"]


def test_a_contribution_below_zero_has_a_real_minus(opora, passports):
    told = opora("context", passports, "--explain", name_of(1)).stdout

    assert "вклад −" in told
    assert "вклад -" not in told


def test_explain_says_of_what_the_index_is_made(opora, passports):
    told = opora("context", passports, "--explain", name_of(SCHOOLS)).stdout

    assert "среднее региона 50" in told
    assert "C02 Неполные семьи (больше — хуже): нет данных" in told
    assert "вклад +" in told
    assert "Похожие по условиям школы" in told
    assert "По умолчанию, не нормативно" in told


def test_a_kept_scale_measures_a_small_municipality(opora, passports, tmp_path):
    scale, here = tmp_path / "шкала.json", sorted(passports.iterdir())[:3]
    opora("context", passports, "--year", 2025, "--save-weights", scale)

    told, few = context_of(opora, *here, "--weights", scale)
    _, all_of_them = context_of(opora, passports)

    assert few[name_of(2)]["points"] == pytest.approx(all_of_them[name_of(2)]["points"])
    assert (told["scale"]["year"], told["scale"]["schools"]) == (2025, SCHOOLS)


def test_types_of_settlement_have_medians_of_their_own(opora, passports, tmp_path):
    types = "\n".join(
        f"{name_of(number)};{'село' if number > SCHOOLS / 2 else 'город'}"
        for number in range(1, SCHOOLS + 1)
    )
    (tmp_path / "типы.csv").write_text(types, encoding="utf-8")

    told = opora(
        "context",
        passports,
        "--settlements",
        tmp_path / "типы.csv",
        "--explain",
        name_of(SCHOOLS),
    )

    assert "взята медиана региона, тип «село»" in told.stdout


@pytest.mark.parametrize(("groups", "count"), [("quartiles", 4), ("three", 3)])
def test_groups_are_cut_as_asked(opora, passports, groups, count):
    told, schools = context_of(opora, passports, "--groups", groups)

    assert len(told["scale"]["cuts"]) == count - 1
    assert all(len(one["membership"]) == count for one in schools.values())


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results that follow the context, but for school 2 that does far better than that."""
    folder = tmp_path_factory.mktemp("s") / "store"
    codes, marks = [], {}
    for number in range(1, SCHOOLS + 1):
        low = 4 if number == 2 else 34 - number
        marks[f"edu0100{number:02}"] = (low, 90 - low, 8, 2)
        codes.append(f"{name_of(number)};edu0100{number:02}")
    Store(folder).add([table_file("мат", marks), table_file("рус", marks, RUSSIAN)])
    (folder.parent / "codes.csv").write_text("\n".join(codes), encoding="utf-8")
    return folder


def test_a_school_that_does_well_in_a_hard_context_is_found(opora, passports, results):
    words = ("--year", 2025, "--store", results, "--codes", results.parent / "codes.csv")
    told, schools = context_of(opora, passports, *words)
    better = schools[name_of(2)]

    assert better["code"] == "edu010002"
    assert better["result"]["probability_above"] > 0.95
    assert better["result"]["field"].startswith("резильентная")
    assert [one["name"] for one in schools.values() if one["result"]["resilient"]] == [
        name_of(2)
    ]
    assert told["results"]["without_passport"] == []
    assert "Резильентные школы: edu010002" in opora("context", passports, *words).stdout
    data_hash = Store(results).dataset().data_hash
    chosen = ("--data", data_hash[:12], "--engine", "duckdb", "--memory", "300MB")
    assert context_of(opora, passports, *words, *chosen, "--full-scan")[0] == told
    shown = opora("context", passports, *words, "--explain", "edu010002").stdout
    assert "вероятность, что школа выше ожидаемого" in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--data", "zzz"), "Набора данных «zzz» в хранилище нет"),
        (("--engine", "postgres"), "Движок «postgres» не поддерживается"),
        (("--memory", "мало"), "Предел памяти «мало» не понят"),
    ],
)
def test_a_wrong_engine_or_data_set_gets_a_sentence(opora, passports, results, words, sentence):
    told = opora("context", passports, "--year", 2025, "--store", results, *words, code=2)
    assert sentence in told.stderr


def test_the_residual_rule_lists_the_school_far_below_its_context(opora, passports, tmp_path):
    marks = {
        f"edu0100{number:02}": (
            (60, 40, 0, 0) if number == 20 else (34 - number, 66 + number, 0, 0)
        )
        for number in range(1, SCHOOLS + 1)
    }
    codes = "\n".join(f"{name_of(n)};edu0100{n:02}" for n in range(1, SCHOOLS + 1))
    (tmp_path / "codes.csv").write_text(codes, encoding="utf-8")
    Store(tmp_path / "s").add([table_file("мат", marks), table_file("рус", marks, RUSSIAN)])

    words = ("--year", 2025, "--rule", "RRES", "--context", passports, "--json")
    told = opora("identify", tmp_path / "s", *words, "--codes", tmp_path / "codes.csv").stdout

    answers = {one["code"]: one["official"] for one in json.loads(told)["schools"]}
    assert [code for code, one in answers.items() if one == "yes"] == ["edu010020"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--year", 1999], "Социальных паспортов не найдено за 1999 год."),
        (["--groups", "пять"], "Границы «пять» не поняты"),
        (["--groups", "kmeans"], "нужно не меньше 30 школ, а их 24"),
        (["--explain", "СОШ № 99"], "Паспорта школы «СОШ № 99» нет."),
        (["--weights", "нет.json"], "«нет.json» не открывается"),
        (["--store", "нет"], "назовите год: --year"),
        (["--store", "нет", "--year", 2025], "нет хранилища"),
    ],
)
def test_a_wrong_question_gets_a_sentence(opora, passports, words, sentence):
    result = opora("context", passports, *words, code=2)

    assert sentence in result.stderr
    assert result.stdout == ""


def test_few_schools_are_sent_to_the_scale_of_the_region(opora, passports):
    refused = opora("context", *sorted(passports.iterdir())[:4], code=2).stderr

    assert "Школ 4, а шкала строится не менее чем по 10" in refused


def test_two_passports_of_one_school_are_refused(opora, passports, tmp_path):
    write_passport(tmp_path / "второй.xlsx", name_of(1), [])

    refused = opora("context", passports, tmp_path, code=2).stderr

    assert f"У школы «{name_of(1)}» два паспорта" in refused


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "не сохранённая шкала"),
        ("{}", "нет обязательного ключа «items»"),
    ],
)
def test_a_wrong_scale_is_refused_with_its_key(opora, passports, tmp_path, text, why):
    (tmp_path / "ш.json").write_text(text, encoding="utf-8")

    assert why in opora("context", passports, "--weights", tmp_path / "ш.json", code=2).stderr


def test_a_share_above_the_whole_is_no_share(opora, passports, tmp_path):
    scale = tmp_path / "шкала.json"
    opora("context", passports, "--save-weights", scale)
    lines = [(label, 900 if label.endswith("неполных семей") else 40) for label in ITEMS]
    write_passport(tmp_path / "п.xlsx", "МБОУ «СОШ № 77»", lines)

    words = ("context", tmp_path / "п.xlsx", "--weights", scale, "--explain", "МБОУ «СОШ № 77»")
    told = opora(*words).stdout

    assert "900 больше, чем всего (400)" in told
