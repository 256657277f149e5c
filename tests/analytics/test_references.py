"""Every file of reference answers is asked by some test; none lies unread."""

from pathlib import Path

import pytest

from tests.analytics.references import REFERENCE

# What was installed, and how long peers took: `make bench` runs the peers beside us.
NO_ANSWERS = {"R_session.txt", "speed_lme4.csv", "speed_python.json"}


def test_every_file_of_references_is_asked_by_a_test():
    if not REFERENCE.exists():
        pytest.skip(f"no reference answers at {REFERENCE}")
    others = (one for one in Path(__file__).parent.glob("*.py") if one != Path(__file__))
    tests = "".join(one.read_text(encoding="utf-8") for one in others)
    names = {file.name for file in REFERENCE.iterdir()} - NO_ANSWERS
    assert not {name for name in names if name not in tests}
