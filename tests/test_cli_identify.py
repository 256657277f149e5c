import json
from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

from opora import cli_identify
from opora.results.model import Procedure
from opora.results.store import Store
from tests.results.store.builders import RUSSIAN, pupil_file, source, table_file, two_classes
from tests.results.store.builders import pupil as one_pupil

LOW, FINE, SMALL = (12, 10, 6, 2), (2, 12, 12, 4), (1, 1, 1, 0)
MARKS = {"edu010001": LOW, "edu010002": FINE, "edu010003": SMALL}
PAST = Procedure("ВПР", "математика", 5, 2024)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    directory = tmp_path_factory.mktemp("s") / "store"
    Store(directory).add([
        table_file("мат.xlsx", MARKS), table_file("рус.xlsx", MARKS, RUSSIAN),
        table_file("прошлый.xlsx", {"edu010002": FINE}, PAST),
    ])  # fmt: skip
    return directory


@pytest.fixture
def opora():
    app = typer.Typer()
    cli_identify.register(app)
    runner = CliRunner()

    def run(*words, code=0):
        result = runner.invoke(app, [str(word) for word in words])
        assert result.exit_code == code, result.output
        return result

    return run


def listed(opora, *words):
    told = json.loads(opora("identify", *words, "--json").stdout)
    return told, {school["code"]: school for school in told["schools"]}


def test_identify_prints_the_json_that_programs_expect(opora, store):
    told, schools = listed(opora, store, "--rule", "R2025-OR", "--year", 2025)

    assert list(told) == ["rule", "year", "data_hash", "schools"]
    assert (told["rule"], told["year"]) == ("R2025-OR", 2025)
    assert told["data_hash"] == Store(store).dataset().data_hash
    assert schools["edu010001"]["clauses"] == [
        {"procedure": "ВПР-МА-5", "year": 2025, "participants": 30, "below": 12, "low": True},
        {"procedure": "ВПР-РУ-5", "year": 2025, "participants": 30, "below": 12, "low": True},
    ]
    assert [one["official"] for one in schools.values()] == ["yes", "no", "insufficient"]
    assert list(schools["edu010002"]) == [
        "code",
        "official",
        "verdict",
        "probability",
        "clauses",
    ]
    assert schools["edu010001"]["probability"] > 0.8 > schools["edu010002"]["probability"]


def test_the_full_scan_gives_the_same_list(opora, store):
    question = (store, "--rule", "R2020", "--year", 2025)

    assert listed(opora, *question) == listed(opora, *question, "--full-scan")


def test_without_a_rule_that_of_the_year_is_asked(opora, store):
    told, _ = listed(opora, store, "--year", 2025)

    assert told["rule"] == "R2025-OR"


def test_a_year_without_results_lists_nobody(opora, store):
    _, schools = listed(opora, store, "--year", 2030)

    assert {one["official"] for one in schools.values()} == {"insufficient"}
    assert {one["probability"] for one in schools.values()} == {None}
    assert "edu010001" in opora("identify", store, "--year", 2030).stdout


def test_a_person_gets_a_table_with_words_and_what_is_not_normative(opora, store):
    told = opora("identify", store, "--year", 2025).stdout

    assert "По умолчанию, не нормативно" in told
    assert "Школ 3, в списке 1, данных мало у 1." in told
    assert "распределение по умолчанию" in told


def test_explain_goes_down_to_file_and_row(opora, store):
    told = opora("identify", store, "--year", 2025, "--explain", "edu010001").stdout

    assert "ВПР-МА-5, 2025: ниже порога 12 из 30 (40,0 %), не меньше 30 %" in told
    assert "мат.xlsx, лист «Лист1», строка 9\n" in told
    assert "Чтобы выйти из списка" in told


def test_explain_says_why_a_school_is_not_on_the_list(opora, store):
    fine = opora("identify", store, "--year", 2025, "--explain", "edu010002").stdout
    small = opora("identify", store, "--year", 2025, "--explain", "edu010003").stdout

    assert "По правилу: нет." in fine
    assert "До списка не хватает" in fine
    assert "не учтено: участников меньше минимального числа" in small


def test_explain_is_there_for_programs_too(opora, store):
    words = ("identify", store, "--year", 2025, "--explain", "edu010001", "--json")
    told = json.loads(opora(*words).stdout)

    (source,) = told["clauses"][0]["sources"]
    assert len(source.pop("source")) == 64
    assert source == {"file": "мат.xlsx", "sheet": "Лист1", "rows": [9]}
    assert told["clauses"][0]["reason"] is None


def test_rows_are_written_as_ranges(opora, tmp_path):
    Store(tmp_path).add([two_classes("а.xlsx")])
    told = opora("identify", tmp_path, "--year", 2025, "--explain", "edu010001").stdout

    assert "а.xlsx, лист «Протокол», строки 10–39" in told


def test_two_files_of_one_name_are_told_apart_by_their_hash(opora, tmp_path):
    same = [table_file("отчёт.xlsx", MARKS), table_file("отчёт.xlsx", MARKS, RUSSIAN)]
    same[1] = replace(same[1], source=source("другой"))
    Store(tmp_path).add([*same, table_file("прошлый.xlsx", MARKS, PAST)])
    told = opora("identify", tmp_path, "--year", 2025, "--explain", "edu010001").stdout

    assert f"отчёт.xlsx (отпечаток {same[0].source[:12]}), лист" in told
    assert f"отчёт.xlsx (отпечаток {same[1].source[:12]}), лист" in told
    assert "прошлый.xlsx, лист" in told


def test_codes_join_the_two_codes_of_a_school(opora, tmp_path):
    exams = [one_pupil("30511", row, mark=2 if row < 10 else 4) for row in range(20)]
    Store(tmp_path / "s").add([table_file("a", {"edu010001": LOW}), pupil_file("огэ", exams)])
    (tmp_path / "codes.csv").write_text("код;школа\n30511;edu010001\n", encoding="utf-8")

    words = (tmp_path / "s", "--year", 2025)
    _, apart = listed(opora, *words)
    _, joined = listed(opora, *words, "--codes", tmp_path / "codes.csv")
    explained = opora(
        "identify", *words, "--codes", tmp_path / "codes.csv", "--explain", "edu010001"
    )

    assert {one["official"] for one in apart.values()} == {"insufficient"}
    assert [(one["code"], one["official"]) for one in joined.values()] == [("edu010001", "yes")]
    assert "огэ, лист «Протокол», строки 0–19" in explained.stdout


def test_a_past_data_set_is_asked_by_its_hash(opora, tmp_path):
    first = Store(tmp_path).add([table_file("a", MARKS), table_file("b", MARKS, RUSSIAN)])
    Store(tmp_path).withdraw(source("a"))

    told, schools = listed(opora, tmp_path, "--year", 2025, "--data", first.data_hash[:12])

    assert told["data_hash"] == first.data_hash
    assert schools["edu010001"]["official"] == "yes"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--rule", "R1999"], "правила «R1999» нет"),
        (["--rule", "RMANUAL"], "нужен перечень школ: --named"),
        (["--rule", "RRES"], "нужны социальные паспорта: --context"),
        (["--explain", "edu999999"], "Школы «edu999999» в этих данных нет."),
        (["--data", "ffff"], "Набора данных «ffff»"),
        (["--engine", "pandas"], "Движок «pandas» не поддерживается"),
        (["--memory", "много"], "Предел памяти «много» не понят"),
        (["--rules", "нет.yaml"], "нет.yaml: такого файла нет"),
        (["--out", "список.pdf"], "сохраняется в .xlsx или .csv"),
        (["--out", "нет/список.csv"], "Папки «нет» нет"),
        (["--exclude", "нет.csv"], "«нет.csv» не открывается"),
        (["--codes", "нет.csv"], "«нет.csv» не открывается"),
    ],
)
def test_a_wrong_question_gets_a_sentence_and_a_code(opora, store, words, sentence):
    result = opora("identify", store, "--year", 2025, *words, code=2)

    assert sentence in result.stderr
    assert result.stdout == ""


def test_a_folder_without_a_store_is_refused(opora, tmp_path):
    assert "нет хранилища" in opora("identify", tmp_path, "--year", 2025, code=2).stderr


def test_what_if_says_who_enters_and_who_leaves(opora, store):
    words = ("--threshold", 5, "--threshold", 30, "--threshold", 50, "--json")
    told = json.loads(opora("what-if", store, "--year", 2025, *words).stdout)

    assert told["base"]["listed"] == ["edu010001"]
    assert [one["entering"] for one in told["scenarios"]] == [["edu010002"], [], []]
    assert [one["leaving"] for one in told["scenarios"]] == [[], [], ["edu010001"]]
    assert told["stability"] == {"edu010001": 0.6667, "edu010002": 0.3333}


def test_what_if_is_a_table_for_people(opora, store):
    words = ("--rule", "R2020", "--rule", "R2025-A", "--minimal-n", 3, "--window", 2)
    told = opora("what-if", store, "--year", 2025, *words).stdout

    assert "Точка отсчёта: R2020, порог 30 %, лет 2, минимум участников 10; в списке 1." in told
    assert "edu010003" in told


def test_what_if_refuses_a_window_that_the_rule_cannot_use(opora, store):
    words = ("--rule", "R2025-B", "--window", 1)

    told = opora("what-if", store, "--year", 2025, *words, code=2).stderr
    assert "сравнивает 2 года подряд, а в окне их 1" in told


def test_synthesize_writes_files_and_refuses_a_folder_in_use(opora, tmp_path):
    words = ("synthesize", "--schools", 2, "--years", 1, "--seed", 3, "--out", tmp_path / "r")

    written = opora(*words).stdout.splitlines()

    assert any("ОГЭ_РУ_2025.xlsx" in line for line in written)
    assert "не пуста" in opora(*words, code=2).stderr


def test_a_store_from_which_all_was_withdrawn_lists_nobody(opora, tmp_path):
    Store(tmp_path).add([table_file("a", MARKS)])
    Store(tmp_path).withdraw(source("a"))

    assert listed(opora, tmp_path, "--year", 2025)[1] == {}


def test_a_region_of_one_school_gets_an_answer(opora, tmp_path):
    Store(tmp_path).add([
        table_file("a", {"edu010001": (20, 0, 0, 0)}),
        table_file("b", {"edu010001": (20, 0, 0, 0)}, RUSSIAN),
    ])  # fmt: skip

    (school,) = listed(opora, tmp_path, "--year", 2025)[1].values()
    assert (school["official"], school["verdict"]) == ("yes", "established")
