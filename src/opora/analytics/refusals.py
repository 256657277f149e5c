"""What the analytics refuses to compute, and why.

AnalyticsError
    The base: the numbers given do not allow the estimate that was asked for.
RuleNotApplicable
    The rule needs what was not given: residuals, a list of named schools.
WindowTooShort
    The rule compares more years than the window has.
TooFewSchools
    Fewer schools than the estimate needs.
NothingDiffers
    All schools are alike, so that nothing tells them apart.
"""


class AnalyticsError(ValueError):
    """The numbers given do not allow the estimate that was asked for."""


class RuleNotApplicable(AnalyticsError):
    """The rule needs what was not given."""


class WindowTooShort(AnalyticsError):
    """The rule compares more years than the window has."""

    def __init__(self, needed: int, there: int) -> None:
        super().__init__(f"the rule compares {needed} years, the window has {there}")
        self.needed = needed
        self.there = there


class TooFewSchools(AnalyticsError):
    """Fewer schools than the estimate needs."""


class NothingDiffers(AnalyticsError):
    """All schools are alike, so that nothing tells them apart."""
