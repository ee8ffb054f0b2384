"""Log-in by NIP, and what each role may do in the back-office."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.backends import ModelBackend

from workflows.audit import clock
from workflows.organization.models import Role, RoleGrant, User

EVERYTHING = "*"
VIEWERS = frozenset({Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.AUDITOR, Role.TECHNICAL_ADMIN})
# role -> action -> app labels; what is not here, nobody may. Deleting is nobody's.
MAY: dict[str, dict[str, frozenset[str]]] = {
    Role.HR_ADMIN: {
        "view": frozenset({EVERYTHING}),
        "add": frozenset({"organization", "attendance", "approvals"}),
        "change": frozenset({"organization", "attendance", "approvals"}),
    },
    Role.PERFORMANCE_TEAM: {"view": frozenset({EVERYTHING})},
    Role.AUDITOR: {"view": frozenset({EVERYTHING})},
    Role.TECHNICAL_ADMIN: {"view": frozenset({"organization", "engine", "viewflow"})},
}


def roles_of(user: Any, on: date | None = None) -> frozenset[str]:
    """The roles held on the day (today where none is given); asked once for each instance and day."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    day = on or clock.today()
    # Kept by setattr, which a request's lazy user hands on: the log-in that answers permissions knows them too.
    known: dict[date, frozenset[str]] | None = getattr(user, "_roles_by_day", None)
    if known is None:
        known = user._roles_by_day = {}
    if day not in known:
        known[day] = frozenset(RoleGrant.objects.on(day).filter(user=user).values_list("role", flat=True))
    return known[day]


def has_role(user: Any, *roles: str, on: date | None = None) -> bool:
    """Whether any of these roles is held."""
    return bool(roles_of(user, on) & set(roles))


def users_with(roles: Collection[str], on: date) -> list[User]:
    """Active log-ins that hold one of the roles on the day."""
    grants = RoleGrant.objects.on(on).filter(role__in=roles, user__is_active=True).select_related("user")
    return list({grant.user_id: grant.user for grant in grants}.values())


class RoleBackend(ModelBackend):
    """Passwords as Django keeps them; permissions from the roles alone, so that no group can add to them unseen."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether one of the user's roles allows `app.action_model`."""
        if not user_obj.is_active:
            return False
        if user_obj.is_superuser:
            return True
        app, _, codename = perm.partition(".")
        action = codename.partition("_")[0]
        for role in roles_of(user_obj):
            allowed = MAY.get(role, {}).get(action, frozenset())
            if app in allowed or EVERYTHING in allowed:
                return True
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether any of the user's roles looks into the app."""
        return user_obj.is_active and (user_obj.is_superuser or bool(roles_of(user_obj) & VIEWERS))

    def get_user(self, user_id: int) -> User | None:
        """The log-in with its employee, so that a page asks once."""
        user = User.objects.select_related("employee").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
