"""Why training cannot be entered like this."""

from opora.domain.refusals import Refused


class TrainingRefused(Refused):
    """It cannot be entered; the sentence says why and what to do."""
