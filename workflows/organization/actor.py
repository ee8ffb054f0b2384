"""Who acts: a person through a page, or a job."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.audit.record import SYSTEM, Signatory
from workflows.organization.models import Employee, Tenure, User
from workflows.organization.standing import Officer


class Channel(StrEnum):
    """The way by which an act came in."""

    PAGE = "PAGE"
    BACKOFFICE = "BACKOFFICE"
    IMPORT = "IMPORT"
    DEMO = "DEMO"
    COMMAND = "COMMAND"
    JOB = "JOB"


# The post with its unit and the two posts above: what an act of one's own asks next.
LINE = ("position__unit", "position__reports_to__reports_to")
GIVES_TIME = frozenset({Channel.IMPORT, Channel.DEMO})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideDocument:
    """A signed document by which somebody outside decided; `key` is that of the kept file, `sha256` of its bytes."""

    key: int
    sha256: str
    number: str
    dated: date
    signatory: str
    signatory_post: str

    def details(self) -> dict[str, object]:
        """As the record keeps it."""
        return {
            "document": {"key": self.key, "sha256": self.sha256, "number": self.number, "date": f"{self.dated}"},
            "signatory": {"name": self.signatory, "post": self.signatory_post},
        }


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, or a job (`system:<job>`). For which post a person acts is found under the lock, not claimed here."""

    user: User | None = None
    job: str = ""
    channel: Channel = Channel.PAGE
    request_id: str = ""
    overrides: bool = False  # decides in place of whoever is asked, as an HR admin, and is recorded as doing so
    outside: OutsideDocument | None = None  # records, as an HR admin, what somebody without log-in decided on paper

    @classmethod
    def of_request(cls, request: Any, channel: Channel = Channel.PAGE, *, overrides: bool = False) -> "Actor":
        """The person behind an HTTP request."""
        request_id = request.headers.get("X-Request-ID", "")[:40]
        return cls(user=request.user, channel=channel, request_id=request_id, overrides=overrides)

    @classmethod
    def system(cls, job: str, channel: Channel = Channel.JOB) -> "Actor":
        """A job such as `tick`."""
        return cls(job=SYSTEM + job, channel=channel)

    @property
    def in_place(self) -> bool:
        """Whether the actor stands in for whoever is asked: by an override, or by what they signed on paper."""
        return self.overrides or self.outside is not None

    @property
    def employee(self) -> Employee | None:
        """The person as an employee; None for a job or a log-in without one."""
        return getattr(self.user, "employee", None)

    @property
    def nip(self) -> str:
        """Under what the record names the actor: the NIP, a log-in's name, or the job's."""
        if self.user is None:
            return self.job
        return self.employee.nip if self.employee is not None else self.user.username

    def own_post(self, on: date) -> Tenure | None:
        """The post that the person holds on the day, with its unit; asked once for each actor and day."""
        if self.employee is None:
            return None
        known: dict[date, Tenure | None] = self.__dict__.setdefault("_posts", {})
        if on not in known:
            known[on] = Tenure.objects.on(on).filter(employee=self.employee).select_related(*LINE).first()
        return known[on]

    def signatory(self, on: date) -> Signatory:
        """The actor as frozen text, in their own post."""
        if self.user is None:
            return Signatory(nip=self.job, name=self.job)
        if self.employee is None:
            return Signatory(nip=self.user.username, name=self.user.username)
        tenure = self.own_post(on)
        post = tenure.position.title if tenure else ""
        return Signatory(nip=self.employee.nip, name=self.employee.name, post=post)

    def signatory_as(self, officer: Officer, on: date) -> Signatory:
        """The actor as frozen text, who stands as this officer; with their own post where they act for another."""
        own = self.own_post(on) if officer.capacity else None
        return officer.signatory(own.position.title if own is not None else "")

    @property
    def history_user(self) -> User | None:
        """The log-in for the field history; None for a job, whose name goes into the reason."""
        return self.user
