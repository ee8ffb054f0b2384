"""Which part of the inbox an address asks for: kind of work, post, person, due date; and the address of that part."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from workflows.engine.inbox import Part
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee
from workflows.portal.reader import Reader

PROCESSES = ("daily", "skp", "targets", "assessment", "objection")
LATE, TODAY, THIS_WEEK = "terlambat", "hari-ini", "minggu-ini"
DUES = (LATE, TODAY, THIS_WEEK)
LONGEST_NAME = 60
FEW = 50  # people who may be meant by a part of a name
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """What the address narrows the inbox to; anything that it cannot mean is as if it were not there."""

    process: str = ""
    post: int | None = None
    person: str = ""  # a part of a name, or an NIP
    due: str = ""
    is_put_off: bool = False
    is_queue: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole inbox."""
        return self == AskedPart()

    @property
    def parameters(self) -> dict[str, str]:
        """The part as an address says it."""
        given = {
            "proses": self.process, "sebagai": str(self.post or ""), "orang": self.person, "batas": self.due,
            "ditunda": "1" if self.is_put_off else "", "antrean": "1" if self.is_queue else "",
        }  # fmt: skip
        return {name: value for name, value in given.items() if value}

    @property
    def query(self) -> str:
        """The part behind an address: `?proses=daily`; empty for the whole."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    def with_more(self, **more: str) -> str:
        """The same part with more behind it: `?proses=daily&setelah=…`; `?` alone where there is nothing."""
        return f"?{urlencode({**self.parameters, **{name: value for name, value in more.items() if value}})}"

    def part(self, now: datetime) -> Part:
        """The part as the engine reads it."""
        today = timezone.localtime(now).date()
        due_from, due_before = {
            LATE: (None, now),
            TODAY: (now, midnight_after(today)),
            THIS_WEEK: (now, midnight_after(today + timedelta(days=6 - today.weekday()))),
        }.get(self.due, (None, None))
        return Part(
            process=self.process, post=self.post, people=self._people(), due_from=due_from, due_before=due_before,
            is_put_off=self.is_put_off,
        )  # fmt: skip

    def _people(self) -> Collection[int] | QuerySet[Any, Any] | None:
        """Whom the words name, of those about whom anything waits; one query where somebody is named.

        A few are looked up by the index of post and person. Many are left to the database, which comes upon them soon
        when it reads in the order of due dates.
        """
        if not self.person:
            return None
        is_nip = self.person.isascii() and self.person.isdigit()
        named = Employee.objects.filter(**{"nip__startswith" if is_nip else "name__icontains": self.person})
        waits = Exists(WorkItem.objects.open().filter(person=OuterRef("pk")))
        few = list(named.filter(waits).values_list("pk", flat=True)[: FEW + 1])
        return few if len(few) <= FEW else named.values("pk")


def part_of(given: Mapping[str, str], reader: Reader) -> AskedPart:
    """What the address asks for; only posts in which the reader decides."""
    process, due, post = given.get("proses", ""), given.get("batas", ""), given.get("sebagai", "")
    is_post = post.isascii() and post.isdigit() and len(post) < 19 and int(post) in reader.asked_posts
    return AskedPart(
        process=process if process in PROCESSES else "",
        post=int(post) if is_post else None,
        person=" ".join(given.get("orang", "").replace("\0", "").split())[:LONGEST_NAME],
        due=due if due in DUES else "",
        is_put_off=given.get("ditunda") == "1",
        is_queue=given.get("antrean") == "1",
    )


def process_choices() -> list[tuple[str, str]]:
    """The kinds of work to choose from."""
    names = (gettext("Daily report"), "SKP", gettext("Monthly targets"), gettext("Assessment"), gettext("Objection"))
    return list(zip(PROCESSES, names, strict=True))


def due_choices() -> list[tuple[str, str]]:
    """The due dates to choose from."""
    return list(zip(DUES, (gettext("Late"), gettext("Due today"), gettext("Due this week")), strict=True))


def midnight_after(day: date) -> datetime:
    """Where the day ends, in the office's time."""
    return timezone.make_aware(datetime.combine(day + ONE_DAY, time.min))
