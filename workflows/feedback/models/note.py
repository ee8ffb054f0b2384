"""A note between a person and their direct superior: feedback, coaching, or what a performance dialogue agreed on."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.feedback.models.written import LONGEST, Written
from workflows.organization.models import Employee
from workflows.organization.models.history import FieldHistory
from workflows.skp.models import WorkResult


class NoteQuerySet(models.QuerySet["Note"]):
    """Filters over notes that read aloud."""

    def with_people(self) -> Self:
        """With all that a page shows of them."""
        return self.select_related("author__user", "recipient__user", "result")

    def concerning(self, employee: Employee) -> Self:
        """Written by the employee, or to them."""
        return self.filter(models.Q(author=employee) | models.Q(recipient=employee))

    def between(self, start: date, end: date) -> Self:
        """Of the days [start, end)."""
        return self.filter(on__gte=start, on__lt=end)


class Note(Written):
    """One side writes, the other reads and may answer once. Nothing in it is ever changed."""

    class Kind(models.TextChoices):
        FEEDBACK = "FEEDBACK", _("feedback")
        COACHING = "COACHING", _("coaching")
        DIALOGUE = "DIALOGUE", _("performance dialogue")

    class Direction(models.TextChoices):
        DOWN = "DOWN", _("from the superior")
        UP = "UP", _("to the superior")

    recipient = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("written to"))
    recipient_post = models.CharField(_("recipient's post"), max_length=260, blank=True)
    recipient_for = models.CharField(_("recipient on behalf of"), max_length=200, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    result = models.ForeignKey(
        WorkResult, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work result")
    )
    agreed = models.TextField(_("what was agreed"), max_length=LONGEST, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)  # that day included

    objects = NoteQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("feedback and coaching notes")
        constraints = [
            models.CheckConstraint(condition=~models.Q(author=models.F("recipient")), name="note_two_people"),
            models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something"),
            models.CheckConstraint(
                condition=(models.Q(kind="DIALOGUE") & ~models.Q(agreed=""))
                | (~models.Q(kind="DIALOGUE") & models.Q(agreed="", until__isnull=True)),
                name="note_dialogue_alone_agrees",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("on")), name="note_until_after_on"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="") | models.Q(answered_at__isnull=False), name="note_answer_has_its_time"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-on", "-id"], name="note_recipient"),
            models.Index(fields=["author", "-on", "-id"], name="note_author"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d-%m-%Y}, {self.author} → {self.recipient}"
