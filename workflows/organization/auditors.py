"""Who audits, what does not go together with auditing, and what nobody does to an auditor alone.

A person alone cannot give, take away or take over an auditor's access: the log-in stays as it is while the role runs,
and the role is granted and ended by two (`auditors_rights.py`). A command on the server is no such person.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from workflows.organization.actor import Actor
from workflows.organization.models import Role, RoleGrant, ServiceEnd, User
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

NOT_BESIDE = frozenset({Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.TECHNICAL_ADMIN})  # whose work an auditor reviews
A_DAY = timedelta(days=1)


def person_in_words(user: User) -> str:
    """The name of whoever logs in by it; the log-in's where it is nobody's of the office."""
    employee = getattr(user, "employee", None)
    return employee.name if employee is not None else user.username


def holding(user: User, roles: Collection[str], since: date) -> QuerySet[RoleGrant]:
    """The person's grants of these roles that hold on the day or at any time after it."""
    return RoleGrant.objects.filter(Q(end__isnull=True) | Q(end__gt=since), user=user, role__in=roles)


def audits(user: User, since: date) -> bool:
    """Whether the person is an auditor on the day, or by a grant that begins later."""
    return holding(user, {Role.AUDITOR}, since).exists()


def refuse_alone(by: Actor, user: User, on: date, what: str, field: str) -> None:
    """Refuse a person what would take away or take over an auditor's access; `what` says how it is done instead.

    :raises RuleViolation: the log-in is an auditor's, now or by a grant that is still to begin.
    """
    if by.user is not None and audits(user, on):
        raise RuleViolation(f"{person_in_words(user)} adalah auditor. {what}", field, "auditor_takes_two")


def refuse_incompatible(user: User, role: str, start: date, end: date | None) -> None:
    """Nobody reviews their own work: an auditor holds none of the roles that keep the office, at no time together.

    :raises RuleViolation: the other role is held in that time; the auditor would be a technical log-in, or outlast
        their own service.
    """
    if role not in {Role.AUDITOR, *NOT_BESIDE}:
        return
    others = NOT_BESIDE if role == Role.AUDITOR else {Role.AUDITOR}
    held = holding(user, others, start).order_by("start")
    for grant in held if end is None else held.filter(start__lt=end):
        raise RuleViolation(
            f"{person_in_words(user)} memegang peran {grant.get_role_display()} pada masa itu. Auditor memeriksa "
            "pekerjaan peran lain, jadi tidak memegang keduanya. Akhiri dahulu peran itu, atau pilih tanggal lain.",
            "role", "auditor_not_beside",
        )  # fmt: skip
    if role == Role.AUDITOR:
        _refuse_no_auditor(user, end)


def _refuse_no_auditor(user: User, end: date | None) -> None:
    if user.is_superuser:
        raise RuleViolation("Akun teknis tidak dapat menjadi auditor. Pilih pegawai.", "user", "auditor_technical")
    ends = ServiceEnd.objects.in_force().filter(employee__user=user, done_at__isnull=True).first()
    if ends is not None and (end is None or end > ends.since):
        raise RuleViolation(
            f"Dinas {person_in_words(user)} berakhir {day_in_words(ends.since)}. Isi tanggal berakhir peran paling "
            "lambat hari itu.",
            "end", "auditor_beyond_service",
        )  # fmt: skip


def refuse_cutting_short(grants: list[RoleGrant], since: date, today: date) -> None:
    """An end of service closes a log-in, which no HR admin does alone while its role of auditor runs.

    :raises RuleViolation: one of these grants of a person runs on behind the last day of service.
    """
    for grant in grants:
        has_begun = grant.start < since or grant.start <= today
        if has_begun and (grant.end is None or grant.end > max(since, today)):
            raise RuleViolation(
                f"{person_in_words(grant.user)} adalah auditor. Usulkan dahulu akhir perannya, paling lambat "
                f"{day_in_words(max(since, today, grant.start + A_DAY))}; setelah orang kedua mengonfirmasinya, akhir "
                "dinas dapat dicatat.",
                "since", "auditor_takes_two",
            )  # fmt: skip
