"""What every page needs around its content."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Give the frame of a page its data."""
    return {}
