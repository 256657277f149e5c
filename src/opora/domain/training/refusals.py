"""Why training cannot be entered like this."""


class TrainingRefused(Exception):
    """It cannot be entered; the sentence says why and what to do."""
