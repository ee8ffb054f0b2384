"""Finding a colleague by name, or by a whole NIP: on the server, a bounded list, without anything but post and unit."""

from dataclasses import dataclass
from datetime import date

from workflows.organization.models import Employee, Tenure
from workflows.organization.models.position import Position

MOST = 20
SHORTEST = 3  # letters; fewer would list the office
NIP_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active employee, with the post that they hold on the day."""

    employee: Employee
    post: Position | None

    @property
    def where(self) -> str:
        """Post and unit, for the small print of a choice."""
        return f"{self.post.title}, {self.post.unit.name}" if self.post is not None else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to; `is_cut` where more people match than are shown, `is_short` where it was not made."""

    colleagues: tuple[Colleague, ...] = ()
    is_cut: bool = False
    is_short: bool = False


def find_colleagues(text: str, on: date, *, but: Employee) -> Found:
    """Active colleagues whose name has each of these words, or who have exactly this NIP. Two queries.

    A part of an NIP finds nobody: it would tell who was born on a day.
    """
    words = text.split()
    letters = "".join(words)
    if len(letters) < (NIP_DIGITS if letters.isdigit() else SHORTEST):
        return Found(is_short=True)
    people = Employee.objects.filter(nip=letters) if letters.isdigit() else Employee.objects.all()
    for word in () if letters.isdigit() else words:
        people = people.filter(name__icontains=word)
    chosen = people.filter(is_active=True, user__is_active=True).exclude(pk=but.pk)
    found = list(chosen.select_related("user").order_by("name", "pk")[: MOST + 1])
    return Found(_with_posts(found[:MOST], on), is_cut=len(found) > MOST)


def colleague_of(key: str, on: date, *, but: Employee) -> Colleague | None:
    """The active colleague with this key, as a form posted it; None where there is none."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    people = Employee.objects.filter(pk=int(key), is_active=True, user__is_active=True).exclude(pk=but.pk)
    return next(iter(_with_posts(list(people.select_related("user")), on)), None)


def _with_posts(people: list[Employee], on: date) -> tuple[Colleague, ...]:
    tenures = Tenure.objects.on(on).filter(employee__in=people).select_related("position__unit")
    posts = {tenure.employee_id: tenure.position for tenure in tenures}
    return tuple(Colleague(person, posts.get(person.pk)) for person in people)
