"""What rows may refer to: units, posts, people and results, from the database and from the files read so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from workflows.organization.models import ActingAppointment, Employee, Position, Tenure, Unit


@dataclass(slots=True)
class Stay:
    """Somebody in a post from `start` to before `end`; `key` is the stored tenure's, None for a new one."""

    nip: str
    position: str
    start: date
    end: date | None
    key: int | None = None

    def holds_on(self, on: date) -> bool:
        """Whether the day lies in it."""
        return self.start <= on and (self.end is None or on < self.end)

    def meets(self, other: "Stay") -> bool:
        """Whether the two share a day."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


@dataclass
class Known:
    """Codes and NIP that exist or are about to; a refused row's code counts, so that one mistake is told once.

    `units` code → code above · `posts` code → title · `post_units` code → unit · `post_above` code → code above ·
    `people` NIP → name · `stays` who holds which post since when · `acting` who acts for which vacant post (Plt) ·
    `line_complete` false once a post's row was refused, `people_complete` once a person's or an acting officer's was:
    then a missing superior or an empty post means nothing.
    """

    units: dict[str, str] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)
    post_units: dict[str, str] = field(default_factory=dict)
    post_above: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    acting: list[Stay] = field(default_factory=list)
    line_complete: bool = True
    people_complete: bool = True

    @classmethod
    def from_database(cls) -> "Known":
        """What is stored today; five queries."""
        posts = list(Position.objects.values_list("code", "title", "unit__code", "reports_to__code"))
        tenures = Tenure.objects.values_list("employee__nip", "position__code", "start", "end", "pk")
        appointments = ActingAppointment.objects.filter(capacity=ActingAppointment.Capacity.PLT)
        acting = appointments.values_list("officer__nip", "position__code", "start", "end")
        return cls(
            units={code: above or "" for code, above in Unit.objects.values_list("code", "parent__code")},
            posts={code: title for code, title, _, _ in posts},
            post_units={code: unit for code, _, unit, _ in posts},
            post_above={code: above or "" for code, _, _, above in posts},
            people=dict(Employee.objects.values_list("nip", "name")),
            stays=[Stay(*values) for values in tenures],
            acting=[Stay(*values) for values in acting],
        )

    def holder(self, position: str, on: date) -> str | None:
        """The NIP of who holds the post on the day."""
        return next((stay.nip for stay in self.stays_in(position) if stay.holds_on(on)), None)

    def stays_in(self, position: str) -> Iterator[Stay]:
        """Everybody's time in the post."""
        return (stay for stay in self.stays if stay.position == position)
