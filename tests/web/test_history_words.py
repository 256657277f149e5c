"""Every change that the services record has Russian words on the page of history."""

from __future__ import annotations

import re
from pathlib import Path

import opora
from opora.domain.roadmaps.services.states import STEPS
from opora.web.history.actions import ACTIONS

SOURCES = Path(opora.__file__).parent.rglob("*.py")
RECORDED = re.compile(
    r"""(?:audit\.record\(|_set_status\([^"]*)\s*"([a-z_]+\.[a-z_]+)\"""", re.DOTALL
)


def test_every_recorded_action_has_words() -> None:
    texts = [path.read_text("utf-8") for path in SOURCES]
    recorded = {action for text in texts for action in RECORDED.findall(text)}
    recorded |= {f"obligation.{step}" for step in STEPS}

    assert len(recorded) > 40
    assert recorded - ACTIONS.keys() == set()
