"""Who is who in the demonstration: log-ins, roles, and the habits of verifiers."""

from datetime import date

from backoffice.demo.chance import drawn, happens
from workflows.organization import actions as organization
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Role, Tenure, User

ROLES_BY_POST = {
    Role.HR_ADMIN: ("BKPSDM-11", "BKPSDM-11-04"),
    Role.PERFORMANCE_TEAM: ("BKPSDM-51", "BKPSDM-51-01"),
    Role.AUDITOR: ("BKPSDM-13-03",),
    Role.LEADER: ("BKPSDM-00",),
    Role.TECHNICAL_ADMIN: ("BKPSDM-22-01",),
}
SLOW_POSTS = frozenset({"BKPSDM-31"})  # whose holder lets verification wait
SIT_DOWN = 0.6  # of the posts' holders
LOGINS = (
    ("Pegawai", "BKPSDM-31-05"),
    ("Pejabat penilai (eselon IV)", "BKPSDM-31"),
    ("Pejabat penilai (eselon III) dan Plh", "BKPSDM-40"),
    ("Plt", "BKPSDM-53"),
    ("Pimpinan", "BKPSDM-00"),
    ("Admin kepegawaian", "BKPSDM-11"),
    ("Tim pengelola kinerja", "BKPSDM-51"),
    ("Pemeriksa (auditor)", "BKPSDM-13-03"),
    ("Admin teknis", "BKPSDM-22-01"),
)


class Cast:
    """The people of the play, each as the actor of the demonstration; read once."""

    def __init__(self) -> None:
        users = User.objects.select_related("employee").filter(employee__isnull=False)
        self._actors = {user.pk: Actor(user=user, channel=Channel.DEMO) for user in users}
        self._by_employee = {user.employee.pk: user.pk for user in users}

    def actor(self, employee: Employee | int) -> Actor:
        """The employee acting."""
        key = employee if isinstance(employee, int) else employee.pk
        return self._actors[self._by_employee[key]]

    def actor_of_user(self, user_id: int) -> Actor:
        """The log-in acting."""
        return self._actors[user_id]


def holder(code: str, on: date) -> Employee | None:
    """Who holds the post of this code on the day; None where the office has no such post or holder."""
    tenure = Tenure.objects.on(on).filter(position__code=code).select_related("employee__user").first()
    return tenure.employee if tenure else None


def grant_roles(on: date) -> None:
    """Give the roles of the demonstration, where the office has the posts."""
    by = Actor.system("demo", Channel.DEMO)
    for role, codes in ROLES_BY_POST.items():
        for code in codes:
            person = holder(code, on)
            if person is not None:
                organization.grant_role(user=person.user, role=role, start=on, by=by)


def sits_down(post_code: str) -> bool:
    """Whether the holder of this post verifies what waits at one hour of the day, not a report now and then."""
    return happens(SIT_DOWN, "sits down", post_code)


def verification_lag(post_code: str, report_key: object) -> int:
    """Working days that the holder of this post lets a report wait."""
    chance = drawn("lag", post_code, report_key)
    if post_code in SLOW_POSTS:
        return chance.choice((8, 10, 12, 14))
    return chance.choices((0, 1, 2, 3, 4), weights=(34, 34, 18, 10, 4))[0]
