"""Numbers of the work with pupils: what the pack refuses."""

from __future__ import annotations

import pytest

from opora.methodology import MethodologyError
from opora.methodology.packs import load_pack
from opora.methodology.pupil_support import (
    PreventionChecklist,
    PupilSupport,
    load_prevention_checklist,
    load_pupil_support,
)


def test_the_checklist_asks_about_the_parts_of_the_system():
    titles = [one.title for one in load_prevention_checklist().items]
    assert len(titles) == 9
    assert all(titles)


def test_an_unknown_form_of_help_is_refused():
    with pytest.raises(MethodologyError, match="«телепатия» нет"):
        load_pupil_support().form_title("телепатия")


@pytest.mark.parametrize("share", ["0", "1.5", "-1"])
def test_a_share_is_from_nought_to_one(share, tmp_path):
    from importlib.resources import files

    text = (files("opora.methodology") / "data" / "pupil_support.yaml").read_text("utf-8")
    changed = tmp_path / "pupil_support.yaml"
    changed.write_text(text.replace("goal_share: 0.6", f"goal_share: {share}"), "utf-8")
    with pytest.raises(MethodologyError, match="goal_share is a share"):
        load_pack(changed, PupilSupport)


def test_an_item_of_the_checklist_stands_once(tmp_path):
    from importlib.resources import files

    text = (files("opora.methodology") / "data" / "prevention_checklist.yaml").read_text(
        "utf-8"
    )
    changed = tmp_path / "prevention_checklist.yaml"
    changed.write_text(text.replace("code: plans", "code: risk_list"), "utf-8")
    with pytest.raises(MethodologyError, match="each item stands once"):
        load_pack(changed, PreventionChecklist)
