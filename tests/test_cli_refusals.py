"""A command written wrongly is refused in Russian, and nothing is done."""

from __future__ import annotations

import pytest

from opora import cli
from opora.cli_refusals import in_russian, why_unopened


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> str:
    monkeypatch.setattr("sys.argv", ["opora", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    return capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serv"], "Команды «serv» нет. Похожие: serve. Справка: opora --help"),
        (["serve", "--por", "3"], "Параметра --por нет. Похожие: --port."),
        (["serve", "--port"], "После параметра --port нужно значение."),
        (["serve", "--port", "abc"], "Значение «--port» не подходит: нужно целое число."),
        (["serve", "--port", "70000"], "нужно не больше 65535"),
        (["results"], "Не указано: files. Справка: opora results --help"),
        (["identify", "/tmp"], "Не указан параметр --year."),
        (["backup", "раз", "два"], "Лишнее в команде: два."),
        (["restore", "/нет такого"], "такого файла или папки нет"),
    ],
)
def test_a_wrong_command_is_refused_in_russian(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    assert sentence in said(monkeypatch, capsys, *words)


def test_a_right_command_leaves_with_its_own_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["opora", "read", "--help"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    assert capsys.readouterr().out


def test_a_folder_in_place_of_files_is_refused_and_no_store_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    store = tmp_path / "хранилище"

    told = said(monkeypatch, capsys, "results", str(tmp_path), "--store", str(store))

    assert "это папка; назовите файлы в ней" in told
    assert told.endswith("Ни один файл не прочитан: хранилище не изменилось.")
    assert not store.exists()


def test_our_own_words_about_a_value_are_kept() -> None:
    told = in_russian("Invalid value for '--year': нужен год с 2000 по 2100")

    assert told == "Значение «--year» не подходит: нужен год с 2000 по 2100."


def test_what_we_have_no_words_for_is_left_as_it_is() -> None:
    assert in_russian("Something new.") is None
    assert why_unopened(OSError(9999, "strange")) == "strange"
