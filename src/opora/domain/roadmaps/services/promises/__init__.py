"""Evidence checked against what was promised. The program finds, a person may overrule."""

from opora.domain.roadmaps.services.promises.checking import (
    OverruleRefused,
    check,
    check_many,
    overrule,
)

__all__ = ["OverruleRefused", "check", "check_many", "overrule"]
