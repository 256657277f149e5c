"""The program is killed in the middle of an import; whoever runs it again finds no half."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.wrong_input import site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for step in ("settle", "bring"):
        done = site.run_step(step, tmp_path)
        assert done.returncode == 0, done.stderr
    return tmp_path


def killed(step: str, folder: Path) -> None:
    assert site.run_step(step, folder).returncode == -signal.SIGKILL


def finished(step: str, folder: Path) -> None:
    done = site.run_step(step, folder)
    assert done.returncode == 0, done.stderr


def count(folder: Path, table: str, where: str = "1") -> int:
    (found,) = site.rows(folder, f"select count(*) from {table} where {where}")
    return int(str(found[0]))


@pytest.mark.slow
def test_an_import_killed_at_every_step_is_finished_by_the_next_run(folder: Path) -> None:
    for step in ("read_and_die_while_reading", "read_and_die_while_writing"):
        killed(step, folder)
        state = site.rows(
            folder, "select status, reading is null, current is null from acts_draft"
        )
        assert state == [("reading", 1, 1)]
        assert count(folder, "people_notice") == 0
        assert count(folder, "people_auditevent", "action = 'draft.read'") == 0

    finished("read", folder)
    finished("read", folder)
    assert site.rows(folder, "select status from acts_draft") == [("ready",)]
    assert count(folder, "people_auditevent", "action = 'draft.read'") == 1
    assert count(folder, "people_notice") == 1

    plans = count(folder, "roadmaps_roadmap")
    killed("confirm_and_die", folder)
    assert site.rows(folder, "select status from acts_draft") == [("ready",)]
    assert count(folder, "acts_act") == 0
    assert count(folder, "roadmaps_roadmap") == plans

    finished("confirm", folder)
    finished("confirm", folder)
    assert site.rows(folder, "select status from acts_draft") == [("confirmed",)]
    assert count(folder, "acts_act") == 1
    assert count(folder, "roadmaps_roadmap") == plans + 1
