"""Those who look at everything and change nothing, in an office in which everything there is has a row."""

from datetime import date

from django.test import Client

from tests import factories as make
from tests.backoffice.conftest import People, one_more_of_everything
from tests.journeys import full_office
from tests.journeys.filled_forms import Filled
from tests.journeys.visitor import BACKEND
from workflows.organization import auditors_rights as rights
from workflows.organization.models import Role, RoleGrant, RoleProposal, User

WHO = ("auditor", "auditor without an employee", "technical admin")


def everybody_in(office: make.Office) -> People:
    """An office in which everything there is has a row, and a proposal that waits."""
    full_office.fill(office)
    people = People(
        office=office, hr=make.with_role(Role.HR_ADMIN, "Ratna"), other_hr=make.with_role(Role.HR_ADMIN, "Rina"),
        auditor=make.with_role(Role.AUDITOR, "Agus"), team=make.with_role(Role.PERFORMANCE_TEAM, "Tika"),
        technical=make.with_role(Role.TECHNICAL_ADMIN, "Toni"),
    )  # fmt: skip
    one_more_of_everything(people)
    RoleProposal.objects.all().delete()
    grant = RoleGrant.objects.get(user=people.auditor.user)
    rights.propose_end(by=make.actor(people.hr), grant=grant, end=date(2026, 12, 1), reason="Masa tugas habis.")
    return people


def entered(user: User) -> Client:
    """Their browser, logged in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def visitors_of(people: People) -> dict[str, Client]:
    """Browsers of those who change nothing."""
    outside = User.objects.create_user("inspektorat-1", "rahasia-sekali")
    RoleGrant.objects.create(user=outside, role=Role.AUDITOR, start=date(2026, 1, 1))
    return dict(
        zip(WHO, (entered(user) for user in (people.auditor.user, outside, people.technical.user)), strict=True)
    )


def send(client: Client, attempts: list[Filled]) -> int:
    """Post all of these; how many."""
    for each in attempts:
        assert client.post(each.address, each.values).status_code < 500, each
    return len(attempts)
