"""``opora results FILE… --store DIR`` and ``opora store``."""

import json
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from opora import cli_results, cli_store
from opora.results.store import Arrival, Store
from tests.results.store.builders import source, table_file
from tests.results.store.test_personal_data import protocol


def run(*words):
    app = typer.Typer()
    cli_results.register(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_files_go_into_the_store_and_the_second_time_nothing_changes(tmp_path, engine):
    path = protocol(tmp_path / "огэ.xlsx")

    first = run(path, "--store", tmp_path / "s")
    again = run(path, "--store", tmp_path / "s")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "добавлено частей: 1" in first.stderr
    assert "огэ.xlsx: уже есть в хранилище" in again.stderr
    assert Store(tmp_path / "s").dataset().totals(engine).num_rows == 1


def test_a_corrected_file_is_told(tmp_path):
    run(protocol(tmp_path / "огэ.xlsx"), "--store", tmp_path / "s")

    told = run(protocol(tmp_path / "новый.xlsx", pupils=9), "--store", tmp_path / "s")

    assert "ОГЭ-МА-9, 2025: прежние результаты заменены у школ 30511." in told.stderr


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(tmp_path, engine):
    (tmp_path / "плохой.xlsx").write_bytes(b"PK\x03\x04")

    told = run(
        tmp_path / "плохой.xlsx", protocol(tmp_path / "огэ.xlsx"), "--store", tmp_path / "s"
    )

    assert told.exit_code == 2
    assert Store(tmp_path / "s").dataset().totals(engine).num_rows == 1


def test_a_store_that_refuses_is_a_sentence(tmp_path):
    (tmp_path / "s").write_text("не папка")

    told = run(protocol(tmp_path / "огэ.xlsx"), "--store", tmp_path / "s")

    assert told.exit_code == 2
    assert "не открывается для записи" in told.stderr


def asked(*words):
    app = typer.Typer()
    cli_store.register(app)
    return CliRunner().invoke(app, ["store", *(str(word) for word in words)])


@pytest.fixture
def filled(tmp_path):
    store = Store(tmp_path / "s", clock=lambda: datetime(2026, 9, 1, 9, 30, tzinfo=UTC))
    store.add([table_file("район.xlsx", {"edu010001": (3, 3, 3, 1)})])
    store.add([table_file("исправлено.xlsx", {"edu010001": (1, 5, 3, 1)})])
    return tmp_path / "s"


def test_the_list_says_what_counts(filled):
    told = asked("list", filled)

    assert "район.xlsx" in told.stdout
    assert "ВПР-МА-5, 2025: школ 1, заменено у школ: edu010001" in told.stdout
    assert "ВПР-МА-5, 2025: школ 1, считается" in told.stdout
    assert "Файлов: 2." in told.stdout


def test_the_list_is_there_for_programs(filled):
    told = json.loads(asked("list", filled, "--json").stdout)

    assert told["data_hash"] == Store(filled).dataset().data_hash
    assert [one["file"] for one in told["files"]] == ["район.xlsx", "исправлено.xlsx"]
    assert told["files"][0]["parts"][0]["superseded"] == ["edu010001"]


@pytest.mark.parametrize("name", ["исправлено.xlsx", source("исправлено.xlsx")[:10]])
def test_a_file_is_withdrawn_by_name_or_hash_and_the_history_tells(filled, name):
    first = Store(filled).history()[0]

    told = asked("withdraw", filled, name)

    assert (told.exit_code, "больше не считается" in told.stdout) == (0, True)
    assert first.after in told.stdout
    steps = json.loads(asked("history", filled, "--json").stdout)["steps"]
    assert [step["what"] for step in steps] == ["add", "add", "withdraw"]
    assert steps[-1]["after"] == first.after
    shown = asked("history", filled).stdout
    assert "отзыв: исправлено.xlsx" in shown
    assert "01.09.2026" in shown
    assert "(нынешний)" in shown


def test_two_files_of_one_name_are_withdrawn_by_hash_only(filled):
    again = table_file("район.xlsx", {"edu010009": (3, 3, 3, 1)})
    Store(filled).add([Arrival(again.results, source("другой"))])

    refused = asked("withdraw", filled, "район.xlsx")

    assert refused.exit_code == 2
    assert "укажите отпечаток" in refused.stderr
    assert asked("withdraw", filled, source("другой")[:8], "--json").exit_code == 0


def test_compaction_tells_how_many_files_are_fewer(filled):
    before = Store(filled).dataset().data_hash

    assert json.loads(asked("compact", filled, "--json").stdout) == {
        "data_hash": before, "fewer": 1,
    }  # fmt: skip
    assert "меньше на 0" in asked("compact", filled).stdout


def test_a_folder_needs_no_unlocking(filled):
    assert "Замка нет" in asked("unlock", filled).stdout


@pytest.mark.parametrize(
    "words", [("list",), ("history",), ("withdraw", "нет.xlsx"), ("compact",)]
)
def test_what_is_not_there_is_a_sentence(tmp_path, words):
    name, *rest = words

    told = asked(name, tmp_path / "нет", *rest)

    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "нет").exists()
