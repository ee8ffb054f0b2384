"""A question about a case that its decider asks before deciding: the task stays where it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task

from workflows.organization.models import Employee, User


class Question(models.Model):
    """Asked by whoever may decide the task, answered once by whom it is put to; both are read beside the case."""

    case = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="questions", verbose_name=_("case"))
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="questions", verbose_name=_("task"))
    process = models.CharField(_("process"), max_length=16)
    person = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked person"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_name = models.CharField(_("asked by (name)"), max_length=200)
    asked_post = models.CharField(_("post"), max_length=250, blank=True)
    text = models.CharField(_("question"), max_length=1000)
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(
                fields=["person", "id"], condition=models.Q(answered_at__isnull=True), name="question_unanswered"
            ),
            models.Index(fields=["case", "id"], name="question_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="question_answered_says_what",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
