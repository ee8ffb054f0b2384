"""Who somebody was in the office on the day of an instant, and who was above them, as it was known then."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.organization.known_office import KnownOffice
from workflows.organization.models import Employee
from workflows.organization.reporting import GapInLine, LineEnds, assessor_of
from workflows.organization.standing import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Superior:
    """Who stood in the superior's post that day; with the holder in whose place, where they acted for one."""

    nip: str
    name: str
    post: str
    capacity: str = ""
    decree: str = ""
    on_behalf_of: str = ""

    @classmethod
    def of(cls, officer: Officer) -> "Superior":
        """The officer as text."""
        acting = officer.acting
        if acting is None:
            return cls(nip=officer.employee.nip, name=officer.employee.name, post=officer.position.title)
        return cls(
            nip=officer.employee.nip, name=officer.employee.name, post=officer.position.title,
            capacity=acting.capacity, decree=acting.decree, on_behalf_of=officer.holder.name if officer.holder else "",
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The person with the post held that day, the post that the case is about, and the direct superior of that post.

    `why_nobody` says why there was no superior: a gap, or the end of the line. Where nothing was known of the case's
    post, `case_post` is empty.
    """

    nip: str
    name: str
    held: str = ""
    held_in: str = ""
    since: date | None = None
    decree: str = ""
    case_post: str = ""
    case_unit: str = ""
    superior: Superior | None = None
    why_nobody: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        above = self.superior
        return {
            "person": {"nip": self.nip, "name": self.name},
            "holds": {
                "post": self.held, "unit": self.held_in, "since": self.since.isoformat() if self.since else None,
                "decree": self.decree,
            } if self.held else None,
            "post": {"title": self.case_post, "unit": self.case_unit} if self.case_post else None,
            "superior": {name: getattr(above, name) for name in Superior.__slots__} if above is not None else None,
            "why_nobody": self.why_nobody,
        }  # fmt: skip


def around(person: Employee, position_id: int, office: KnownOffice) -> Around:
    """What the office's history says of the person and of the post; a fixed number of queries for each post above."""
    named = office.people([person.pk])[person.pk]
    tenure = office.tenure_of(person)
    found: dict[str, Any] = {"nip": named.nip, "name": named.full_name}
    if tenure is not None:
        found |= {
            "held": tenure.position.title, "held_in": office.unit(tenure.position.unit_id).name,
            "since": tenure.start, "decree": tenure.decree,
        }  # fmt: skip
    post = office.post(position_id)
    if post is None:
        return Around(**found)
    found |= {"case_post": post.title, "case_unit": office.unit(post.unit_id).name}
    try:
        found["superior"] = Superior.of(assessor_of(person, office.on, post, office=office))
    except (GapInLine, LineEnds) as nobody:
        found["why_nobody"] = str(nobody)
    return Around(**found)
