"""What the analytics refuses to compute, and why.

AnalyticsError
    The base: the numbers given do not allow the estimate that was asked for.
"""


class AnalyticsError(ValueError):
    """The numbers given do not allow the estimate that was asked for."""
