"""Telling somebody who comes late what happened to the case meanwhile."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from workflows.audit.models import Decision
from workflows.audit.record import SYSTEM
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase
from workflows.rules.wording import day_in_words

# What moves a case on; questions, reminders and the like leave it where it is.
DONE_WORDS = {
    Verb.APPROVE: gettext_lazy("approved it"), Verb.RETURN: gettext_lazy("returned it for correction"),
    Verb.REJECT: gettext_lazy("rejected it"), Verb.WITHDRAW: gettext_lazy("took it back"),
    Verb.SUBMIT: gettext_lazy("sent it"), Verb.ACKNOWLEDGE: gettext_lazy("accepted it"),
    Verb.LAPSE: gettext_lazy("closed it because its time was over"),
    Verb.OVERRIDE: gettext_lazy("decided it as an HR admin (override)"),
    Verb.RECORD_OUTSIDE: gettext_lazy("recorded a decision on it from a signed document"),
    Verb.AMEND: gettext_lazy("changed it and sent it again"), Verb.SKIP: gettext_lazy("passed it on"),
    Verb.TAKE_BACK: gettext_lazy("took back a decision on it"),
    Verb.REASSIGN: gettext_lazy("passed it to a colleague"), Verb.HAND_OVER: gettext_lazy("handed it over"),
    Verb.ESCALATE: gettext_lazy("raised it to the next superior"), Verb.CLAIM: gettext_lazy("took it from the queue"),
    Verb.OBJECT: gettext_lazy("objected to it"), Verb.DECIDE: gettext_lazy("ruled on it"),
    Verb.MOVE_VERSION: gettext_lazy("moved it to another version of its chain"),
}  # fmt: skip


def what_happened(case: TieredCase) -> str:
    """One sentence on the last thing that was done to the case."""
    last = Decision.objects.of_case(case.process_code, case.pk).filter(verb__in=DONE_WORDS).last()
    if last is None:
        return _("This is already done.")
    when = timezone.localtime(last.effective_at)
    return _(
        "This is already done: %(name)s %(did)s on %(day)s at %(time)s. Your decision is not recorded a second time."
    ) % {
        "name": actor_words(last),
        "did": DONE_WORDS.get(Verb(last.verb), _("processed it")),
        "day": day_written(when), "time": f"{when:%H.%M}",
    }  # fmt: skip


def actor_words(decision: Decision) -> str:
    """The actor's name; a duty of a job is done by Jenjang itself."""
    return "Jenjang" if decision.actor_nip.startswith(SYSTEM) else decision.actor_name


def day_written(moment: datetime) -> str:
    """24 November 2026, in the office's time."""
    return date_written(timezone.localtime(moment).date())


def date_written(day: date) -> str:
    """24 November 2026."""
    # Indonesian months are the office's own words and not those of a library.
    return date_format(day, "j F Y") if (get_language() or "").startswith("en") else day_in_words(day)
