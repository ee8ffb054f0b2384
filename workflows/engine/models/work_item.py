"""A work item: one open task in somebody's inbox."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task

from workflows.approvals.models import Tier
from workflows.audit.verbs import Verb
from workflows.organization.models import ActingAppointment, Employee, Position, Role, User

OPEN = models.Q(closed_at__isnull=True)


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    """Filters over inboxes that read aloud."""

    def open(self) -> Self:
        """Not done yet."""
        return self.filter(OPEN)

    def asked_personally(self, user: User) -> Self:
        """Asked of this person as themselves, not as whoever stands in a post."""
        return self.filter(owner=user, principal__isnull=True)

    def asked_of_post(self, position_id: int) -> Self:
        """Asked of whoever stands in the post."""
        return self.filter(principal_id=position_id)

    def asked_of_team(self, role: str) -> Self:
        """Parked with a team, for one of its members to claim."""
        return self.filter(team=role, owner__isnull=True, principal__isnull=True)

    def about(self, person: Employee) -> Self:
        """Concerning this person."""
        return self.filter(person=person)

    def awake(self, on: date) -> Self:
        """Not put off to a later day."""
        return self.filter(models.Q(snoozed_until__isnull=True) | models.Q(snoozed_until__lte=on))

    def put_off(self, on: date) -> Self:
        """Put off to a later day."""
        return self.filter(snoozed_until__gt=on)

    def locking(self, *, skip_busy: bool = False) -> Self:
        """These, locked when they are read until the transaction ends, in the order of their keys.

        Whoever changes many items locks them so first: taken in another order, two of them wait for each other.
        """
        return self.select_for_update(of=("self",), skip_locked=skip_busy).order_by("pk")

    def lock(self) -> list[int]:
        """Lock these now; their keys."""
        return list(self.locking().values_list("pk", flat=True))

    def after(self, due_at: datetime, pk: int) -> Self:
        """Behind this place in the order by due date."""
        # Said with >= first, so that the index is entered at the place and not read from its beginning.
        return self.filter(models.Q(due_at__gte=due_at), models.Q(due_at__gt=due_at) | models.Q(pk__gt=pk))


class WorkItem(models.Model):
    """What viewflow's open task asks of one person or post; `principal` is the post in whose place it is asked.

    A task of a post belongs to whoever stands in that post on the day: when an acting officer's time ends it comes back
    by itself. `owner` is the person who stood there when it was asked. Title and summary are frozen text, so that an
    inbox reads one table.
    """

    class Closing(models.TextChoices):
        DONE = "DONE", _("done")
        SKIPPED = "SKIPPED", _("no longer needed")
        MOVED = "MOVED", _("handed to another")
        TAKEN_BACK = "TAKEN_BACK", _("decision taken back")

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="work_items")
    case = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="work_items")
    process = models.CharField(_("process"), max_length=16)
    node = models.CharField(_("step"), max_length=32)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="work_items", verbose_name=_("owner")
    )
    principal = models.ForeignKey(
        Position, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked post")
    )
    acting = models.ForeignKey(
        ActingAppointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("acting")
    )
    team = models.CharField(_("team"), max_length=20, choices=Role.choices, blank=True)
    tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tier")
    )
    person = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("person concerned"))
    title = models.CharField(_("task"), max_length=250)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    has_mark = models.BooleanField(_("must be read"), default=False)
    gap = models.CharField(_("gap"), max_length=400, blank=True)  # why nobody was found
    # How it came here if not from the chain, and from whom, as text: "REASSIGN", "Kepala Bidang Pelayanan".
    came_by = models.CharField(_("came by"), max_length=16, choices=Verb.choices, blank=True)
    came_from = models.CharField(_("came from"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("due"))
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)  # the duty of its due date is done
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closing = models.CharField(_("how closed"), max_length=10, choices=Closing.choices, blank=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        indexes = [
            models.Index(
                fields=["owner", "due_at", "id"],
                condition=OPEN & models.Q(principal__isnull=True),
                name="work_item_of_person",
            ),
            models.Index(fields=["principal", "due_at", "id"], condition=OPEN, name="work_item_of_post"),
            models.Index(
                fields=["team", "due_at", "id"], condition=OPEN & ~models.Q(team=""), name="work_item_of_team"
            ),
            models.Index(fields=["process", "due_at"], condition=OPEN, name="work_item_due"),
            models.Index(fields=["principal", "person"], condition=OPEN, name="work_item_of_post_about"),
            models.Index(fields=["person", "id"], condition=OPEN, name="work_item_about"),
            models.Index(
                fields=["principal", "process", "due_at", "id"], condition=OPEN, name="work_item_of_post_by_process"
            ),
            models.Index(
                fields=["principal", "snoozed_until"],
                condition=OPEN & models.Q(snoozed_until__isnull=False),
                name="work_item_put_off",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=OPEN & models.Q(tier__isnull=False, escalated_at__isnull=True),
                name="work_item_to_escalate",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False) | ~models.Q(team=""), name="work_item_asks_somebody"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closing="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closing="")),
                name="work_item_closed_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.title
