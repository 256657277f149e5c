"""What a person gives beside the store, what would change the list, and the list as a file."""

import csv
import json
import os
from io import BytesIO

import pytest
import typer
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from opora import cli_identify
from opora.results.store import Store
from tests.results.store.builders import EXAM, RUSSIAN, table_file

LOW, FINE, SMALL = (12, 10, 6, 2), (2, 12, 12, 4), (1, 1, 1, 0)
MARKS = {"edu010001": LOW, "edu010002": FINE, "edu010003": SMALL}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    directory = tmp_path_factory.mktemp("s") / "store"
    Store(directory).add(
        [table_file("мат.xlsx", MARKS), table_file("рус.xlsx", MARKS, RUSSIAN)]
    )
    return directory


@pytest.fixture
def opora():
    app = typer.Typer()
    cli_identify.register(app)

    def run(*words, code=0):
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def table(tmp_path):
    def write(text, name="таблица.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def asked(opora, store, *words):
    told = json.loads(opora("identify", store, "--year", 2025, "--json", *words).stdout)
    return told, {one["code"]: one for one in told["schools"]}


def test_an_excluded_school_is_off_the_list_with_the_reason_in_every_form(opora, store, table):
    exclude = table("Код школы;Причина;Процедура;Год\nedu010001;KOR;;\n")

    told, schools = asked(opora, store, "--exclude", exclude)
    words = opora("identify", store, "--year", 2025, "--exclude", exclude).stdout

    assert schools["edu010001"]["official"] == "insufficient"
    assert told["excluded"] == [
        {"code": "edu010001", "reason": "KOR", "title": "коррекционная школа или класс",
         "procedure": None, "year": None},
    ]  # fmt: skip
    assert "исключена" in words
    assert "коррекционная школа" in words


def test_a_procedure_found_biased_leaves_the_others_and_a_warning(opora, store, table):
    exclude = table("edu010001;BIAS;ВПР-РУ;2025\nedu770077;PRIV\n")
    why = opora(
        "identify", store, "--year", 2025, "--exclude", exclude, "--explain", "edu010001"
    )
    words = opora("identify", store, "--year", 2025, "--exclude", exclude).stdout

    assert "не учтено: результаты признаны необъективными" in why.stdout
    assert "Объективность под вопросом" in why.stdout
    assert "Объективность под вопросом, «нет» ничего не доказывает: edu010001." in words
    assert "в данных их нет: edu770077" in words


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("edu010001;ЛУНА", "причины «ЛУНА» у этого правила нет; есть BIAS"),
        (";KOR", "нет кода школы"),
        ("edu010001;KOR;ЕГЭ-РУ-5", "процедуры «ЕГЭ-РУ-5» нет"),
        ("edu010001;KOR;ВПР-АЛХ", "процедуры «ВПР-АЛХ» нет"),
        ("edu010001;KOR;ВПР-РУ-5;давно", "«давно» — не год"),
        ("edu010001;KOR;;1812", "«1812» — не год"),
    ],
)
def test_a_wrong_row_of_exclusions_is_named(opora, store, table, row, why):
    exclude = table(f"школа;причина;процедура;год\nedu010002;PRIV\n{row}\n")

    refused = opora("identify", store, "--year", 2025, "--exclude", exclude, code=2).stderr

    assert f"Таблица «таблица.csv», строка 3: {why}" in refused


def test_schools_named_by_the_region_are_listed_also_without_results(opora, store, table):
    named = table("код;школа\nedu010002;СОШ № 2\nedu990099;Школа без результатов\n")

    _, schools = asked(opora, store, "--rule", "RMANUAL", "--named", named)

    assert {code: one["official"] for code, one in schools.items()} == {
        "edu010001": "no",
        "edu010002": "yes",
        "edu010003": "no",
        "edu990099": "yes",
    }
    assert schools["edu990099"]["clauses"] == []
    assert schools["edu990099"]["probability"] is None


def test_names_are_refused_where_the_rule_does_not_ask_for_them(opora, store, table):
    named = table("код;школа\nedu010002;СОШ № 2\n")
    words = ("--year", 2025, "--rule", "R2020", "--named", named)
    assert "R2020 перечня школ" in opora("identify", store, *words, code=2).stderr


def test_a_table_that_is_none_is_named(opora, store, table):
    empty = table("", "пусто.csv")

    refused = opora("identify", store, "--year", 2025, "--exclude", empty, code=2).stderr

    assert refused.startswith("«пусто.csv»: ")


def test_a_list_that_cannot_be_written_leaves_nothing_beside(opora, store, tmp_path):
    (tmp_path / "л.csv").mkdir()

    refused = opora(
        "identify", store, "--year", 2025, "--out", tmp_path / "л.csv", code=2
    ).stderr

    assert "не открывается" in refused
    assert [one.name for one in tmp_path.iterdir()] == ["л.csv"]


def test_one_code_of_two_schools_is_refused(opora, store, table):
    codes = table("код;школа\n30511;edu010001\n30511;edu010002\n")

    refused = opora("identify", store, "--year", 2025, "--codes", codes, code=2).stderr

    assert "строка 3: «30511» уже отнесён к «edu010001», а здесь к «edu010002»." in refused


def test_an_empty_list_of_names_is_refused(opora, store, table):
    named = table("код;школа\n")
    words = ("identify", store, "--year", 2025, "--rule", "RMANUAL", "--named", named)

    assert "нет ни одной школы" in opora(*words, code=2).stderr


def test_explain_says_what_would_change_the_answer(opora, store):
    told = opora("identify", store, "--year", 2025, "--explain", "edu010001").stdout

    assert "Вывод: выявлена — данные подтверждают" in told
    assert "Источник правила: прочтение «а также» в актах 2025 г." in told
    assert "Без одной процедуры ответ правила иной: ВПР-МА-5 — данных мало" in told
    assert "вдвое слабее, вероятность 0," in told
    assert "По умолчанию, не нормативно: границы выводов" in told


def test_explain_as_json_has_robustness(opora, store):
    words = ("identify", store, "--year", 2025, "--json", "--explain", "edu010001")
    told = json.loads(opora(*words).stdout)

    assert told["robustness"]["leaving"] == 4
    assert [one["official"] for one in told["robustness"]["without"]] == ["insufficient"] * 2
    assert told["robustness"]["prior_halved"] > told["robustness"]["prior_doubled"]


def test_the_list_is_told_with_the_expected_number_of_wrong_schools(opora, store):
    told = opora("identify", store, "--year", 2025).stdout

    assert "В списке по правилу школ 1, из них ошибочно ожидается 0,1." in told
    assert "Среди выявленных школ 1, из них ошибочно ожидается 0,1." in told


def test_a_year_without_results_says_which_years_there_are(opora, store):
    told = opora("identify", store, "--year", 2030).stdout

    assert "За 2029–2030 по процедурам правила результатов нет; есть 2025." in told


def test_the_list_is_saved_as_a_table_that_keeps_names_harmless(opora, tmp_path):
    Store(tmp_path / "s").add(
        [table_file("а", {"=1+1": LOW}), table_file("б", {"=1+1": LOW}, RUSSIAN)]
    )
    for name in ("л.csv", "л.xlsx"):
        opora("identify", tmp_path / "s", "--year", 2025, "--out", tmp_path / name)

    rows = [
        *csv.reader((tmp_path / "л.csv").read_text("utf-8-sig").splitlines(), delimiter=";")
    ]
    book = CalamineWorkbook.from_filelike(BytesIO((tmp_path / "л.xlsx").read_bytes()))

    assert rows[1][0] == "'=1+1"
    assert rows[1][2:4] == ["да", "выявлена"]
    assert book.sheet_names == ["Список", "Результаты", "О списке"]
    assert book.get_sheet_by_name("Список").to_python()[1][0] == "=1+1"
    assert book.get_sheet_by_name("Результаты").to_python()[1][1:6] == [
        "ВПР-МА-5", 2025, 30, 12, "да",
    ]  # fmt: skip


def test_what_if_chooses_for_the_help_there_is(opora, store):
    words = ("what-if", store, "--year", 2025, "--capacity", 1, "--draws", 50)
    told = json.loads(opora(*words, "--json").stdout)
    shown = opora(*words).stdout

    assert [one["code"] for one in told["capacity"]["chosen"]] == ["edu010001"]
    assert told["capacity"]["expected_true"] == pytest.approx(
        told["capacity"]["chosen"][0]["probability"], abs=1e-3
    )
    assert 0.5 < told["resampled"]["edu010001"] <= 1
    assert "Помощи хватит на 1" in shown
    assert "если бы писали другие ученики: edu010001" in shown


def test_what_if_leaves_out_what_was_excluded(opora, store, table):
    exclude = table("edu010001;KOR\n")
    words = (
        "what-if",
        store,
        "--year",
        2025,
        "--threshold",
        30,
        "--exclude",
        exclude,
        "--json",
    )

    assert json.loads(opora(*words).stdout)["base"]["listed"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--threshold", 0], "Порог: нужно число от 1 до 100, а не 0."),
        (["--threshold", 3000], "Порог: нужно число от 1 до 100"),
        (["--window", 99], "Окно: нужно число от 1 до 10"),
        (["--minimal-n", -1], "Минимум участников: нужно число от 1"),
        (["--capacity", 0], "Число школ (--capacity): нужно число от 1"),
        (["--rule", "RRANK"], "Правило RRANK здесь не пересчитывается"),
    ],
)
def test_wrong_numbers_of_what_if_get_a_sentence(opora, store, words, sentence):
    result = opora("what-if", store, "--year", 2025, *words, code=2)

    assert sentence in result.stderr


REGION = """
provenance: {source: приказ, confidence: high, authored_by: А, checked_by: null, review_date: 2027-01-01}
rules:
  - code: R9
    title: Правило региона
    wording: Три процедуры.
    predicate: {form: count, at_least: 3, span: window}
    threshold: {value: %s, source: приказ, confidence: high}
    window: {value: 2, source: приказ, confidence: high}
    minimal_n: {value: 5, source: приказ, confidence: high}
    assessments: {codes: [], source: приказ, confidence: high}
    source: приказ
    confidence: high
"""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (REGION % 200, "$.rules[0]: threshold: нужно от 1 до 100, а не 200"),
        (REGION % "много", "$.rules[0].threshold.value: нужно int, а здесь str"),
        (REGION.replace("title", "titel") % 30, "неизвестный ключ «titel»"),
        (
            REGION.replace("    wording: Три процедуры.\n", "") % 30,
            "нет обязательного ключа «wording»",
        ),
        ("rules: [", "это не YAML"),
    ],
)
def test_wrong_rules_of_a_region_are_refused_with_file_key_and_reason(
    opora, store, table, text, why
):
    rules = table(text, "регион.yaml")

    refused = opora("identify", store, "--year", 2025, "--rules", rules, code=2).stderr

    assert refused.startswith("регион.yaml")
    assert why in refused
    assert refused.count("\n") == 1


def test_a_damaged_part_is_one_sentence(opora, tmp_path):
    Store(tmp_path).add([table_file("а", MARKS)])
    for part in tmp_path.rglob("*.parquet"):
        part.write_bytes(b"no parquet")

    refused = opora("identify", tmp_path, "--year", 2025, code=2).stderr

    assert "повреждён" in refused
    assert refused.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_store_without_rights_is_one_sentence(opora, tmp_path):
    Store(tmp_path / "s").add([table_file("а", MARKS)])
    (tmp_path / "s").chmod(0)

    refused = opora("identify", tmp_path / "s", "--year", 2025, code=2).stderr

    (tmp_path / "s").chmod(0o700)
    assert refused.count("\n") == 1


@pytest.mark.parametrize(
    ("marks", "official", "verdict"),
    [
        ((0, 10, 10, 10), "no", "none"),
        ((40, 0, 0, 0), "yes", "established"),
        ((1, 2, 0, 0), "insufficient", "insufficient"),
    ],
)
def test_a_region_of_one_school_with_nothing_between(opora, tmp_path, marks, official, verdict):
    Store(tmp_path).add([
        table_file("а", {"edu010001": marks}),
        table_file("б", {"edu010001": marks}, RUSSIAN),
    ])  # fmt: skip

    _, (school,) = asked(opora, tmp_path)[0], asked(opora, tmp_path)[1].values()

    assert (school["official"], school["verdict"]) == (official, verdict)
    assert (
        "edu010001"
        in opora("identify", tmp_path, "--year", 2025, "--explain", "edu010001").stdout
    )


@pytest.mark.parametrize("marks", [(0, 10, 10, 10), (40, 0, 0, 0)])
def test_a_region_in_which_all_or_none_are_low_is_answered(opora, tmp_path, marks):
    schools = {f"edu0100{number:02}": marks for number in range(20)}
    Store(tmp_path).add([table_file("а", schools), table_file("б", schools, RUSSIAN)])

    _, answers = asked(opora, tmp_path)

    assert len({(one["official"], one["verdict"]) for one in answers.values()}) == 1
    assert all(one["probability"] in (0.0, 1.0) for one in answers.values())


def test_a_school_of_which_nobody_sat_is_not_divided_by_zero(opora, tmp_path):
    nobody = {"edu010001": (0, 0, 0, 0), "edu010002": LOW}
    Store(tmp_path).add([table_file("а", nobody), table_file("б", nobody, EXAM)])

    _, schools = asked(opora, tmp_path)

    assert schools.get("edu010001", {"official": "insufficient"})["official"] == "insufficient"
    opora("identify", tmp_path, "--year", 2025)
