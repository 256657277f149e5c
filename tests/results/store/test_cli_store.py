"""``opora results FILE… --store DIR``."""

import typer
from typer.testing import CliRunner

from opora import cli_results
from opora.results.store import Store
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
