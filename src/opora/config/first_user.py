"""The first coordinator of an empty installation, who brings in everybody else."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.people import audit
from opora.domain.people.models import User


@transaction.atomic
def create(*, email: str, password: str, organisation: str, territory: str, region: str) -> str:
    """Create region, municipality, authority, coordinator where absent; say what was done."""
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as refusal:
        raise SystemExit("\n".join(refusal.messages)) from refusal
    if User.objects.filter(email__iexact=email).exists():
        raise SystemExit(f"Учётная запись {email} уже есть. Пароль меняют на странице входа.")

    above, _ = Territory.objects.get_or_create(kind="region", name=region, parent=None)
    place, _ = Territory.objects.get_or_create(
        kind="municipality", name=territory, parent=above
    )
    authority, _ = Organisation.objects.get_or_create(
        territory=place,
        name=organisation,
        defaults={"kind": Organisation.Kind.AUTHORITY, "short_name": organisation[:120]},
    )
    user = User.objects.create_user(email, password)
    Membership.objects.create(user=user, organisation=authority, role=Role.COORDINATOR)
    audit.record("user.first", target=user, by=None, at=timezone.now())
    return f"Готово: {email}, координатор, {authority.short_name} ({place.name}, {above.name})."
