"""What all refusals of the domain have in common, so that each is said in one way."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """A step cannot be taken; ``str`` of it is the Russian sentence for who asked."""


class NotAllowed(Refused, PermissionDenied):
    """The person has no right to this; the sentence says to what and who has.

    Where nobody says it otherwise, Django answers 403 with the sentence.
    """
