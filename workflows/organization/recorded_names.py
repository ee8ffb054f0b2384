"""The names under which the record keeps what no action recorded: who did it, and whom it concerns."""

from workflows.audit import clock
from workflows.audit.history_rows import Written
from workflows.audit.record import Signatory
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, User

EMPLOYEE = Employee._meta.label


def signatory_of(user: int) -> Signatory:
    """The person behind the log-in, in their own post."""
    return Actor(user=User.objects.select_related("employee").get(pk=user)).signatory(clock.today())


def person_of(row: Written) -> tuple[str, str]:
    """NIP and name of the employee whose row it is, or to whom it points first; two empty texts where to none."""
    if row.table.label == EMPLOYEE:
        return str(row.values["nip"]), str(row.values["name"])
    keys = [row.values[name] for name, label in row.table.points if label == EMPLOYEE and row.values[name] is not None]
    found = Employee.objects.filter(pk__in=keys[:1]).values_list("nip", "name").first()
    return found or ("", "")
