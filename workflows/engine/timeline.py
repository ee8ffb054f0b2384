"""What was done in a case, line by line: who, in which post, for whom, why; nothing that was done is hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.telling import actor_words, date_written
from workflows.organization.capacities import post_acted_in

VERB_WORDS = {
    Verb.SUBMIT: gettext_lazy("Sent"), Verb.APPROVE: gettext_lazy("Approved"), Verb.RETURN: gettext_lazy("Returned"),
    Verb.REJECT: gettext_lazy("Rejected"), Verb.SKIP: gettext_lazy("Passed over"), Verb.LAPSE: gettext_lazy("Lapsed"),
    Verb.ACKNOWLEDGE: gettext_lazy("Accepted"), Verb.OPEN: gettext_lazy("Opened"), Verb.SET: gettext_lazy("Set"),
    Verb.WITHDRAW: gettext_lazy("Taken back"), Verb.CLOSE: gettext_lazy("Ended"),
    Verb.AMEND: gettext_lazy("Changed while it waited"), Verb.ASK: gettext_lazy("Question asked"),
    Verb.ANSWER: gettext_lazy("Question answered"), Verb.CLAIM: gettext_lazy("Taken from the queue"),
    Verb.REASSIGN: gettext_lazy("Passed to a colleague"), Verb.HAND_OVER: gettext_lazy("Handed over"),
    Verb.ESCALATE: gettext_lazy("Raised to the next superior"), Verb.REMIND: gettext_lazy("Reminded"),
    Verb.SNOOZE: gettext_lazy("Put off"), Verb.TAKE_BACK: gettext_lazy("Decision taken back"),
    Verb.MOVE_VERSION: gettext_lazy("Moved to another version of the chain"),
    Verb.OBJECT: gettext_lazy("Objected"), Verb.DECIDE: gettext_lazy("Ruled on the objection"),
    Verb.ANNUL: gettext_lazy("Annulled"), Verb.RECORD_OUTSIDE: gettext_lazy("Recorded from a signed document"),
}  # fmt: skip
# An override says what it did instead of the tier; it is never shown as that tier's own decision.
OVERRIDE_WORDS = {
    Verb.APPROVE: gettext_lazy("Approved by an HR admin (override)"),
    Verb.RETURN: gettext_lazy("Returned by an HR admin (override)"),
    Verb.REJECT: gettext_lazy("Rejected by an HR admin (override)"),
}
# So does what an official outside signed on paper: it names the document, and who keyed it in.
OUTSIDE_WORDS = {
    Verb.APPROVE: gettext_lazy("Approved, recorded from a signed document"),
    Verb.RETURN: gettext_lazy("Returned, recorded from a signed document"),
    Verb.REJECT: gettext_lazy("Rejected, recorded from a signed document"),
    Verb.DECIDE: gettext_lazy("Ruled on the objection, recorded from a signed document"),
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of the history, as the `timeline` tag takes it; `struck` is a decision that was taken back."""

    what: str
    by: str
    at: datetime
    post: str = ""
    principal: str = ""
    quote: str = ""
    acting: bool = False
    note: str = ""
    struck: bool = False
    link: str = ""  # to the kept document from which it was recorded


def taken_back(decisions: Iterable[Decision]) -> set[int]:
    """The keys of those decisions that a later one took back."""
    return {key for d in decisions if d.verb == Verb.TAKE_BACK and isinstance(key := d.details.get("of"), int)}


def latest_return(decisions: Sequence[Decision]) -> Decision | None:
    """The latest decision that returned the case, an HR admin's override too; `decisions` are its own, oldest first."""
    return next((d for d in reversed(decisions) if d.details.get("as", d.verb) == Verb.RETURN), None)


def timeline(decisions: Sequence[Decision]) -> list[TimelineEntry]:
    """The history, newest first, a line for each decision; both names where somebody acted for another."""
    withdrawn = taken_back(decisions)
    return [
        TimelineEntry(
            what=what_was_done(d),
            by=actor_words(d),
            at=d.effective_at,
            post=post_acted_in(d.capacity, d.principal_post) if d.capacity else "",
            principal=_("On behalf of %(name)s, %(decree)s")
            % {"name": d.principal_name or d.principal_post, "decree": d.decree}
            if d.capacity
            else "",
            quote=d.reason,
            acting=bool(d.capacity),
            note=_note(d, is_taken_back=d.pk in withdrawn),
            struck=d.pk in withdrawn,
            link=reverse("engine:document", args=[key]) if (key := document_key(d)) is not None else "",
        )
        for d in reversed(decisions)
    ]


def what_was_done(decision: Decision) -> str:
    """The verb as a person reads it: an override as an override, a tier whose time was up as that."""
    if decision.verb == Verb.OVERRIDE:
        done = OVERRIDE_WORDS.get(Verb(str(decision.details.get("as", Verb.APPROVE))))
        return str(done or _("Decided by an HR admin (override)"))
    if decision.verb == Verb.RECORD_OUTSIDE:
        done = OUTSIDE_WORDS.get(Verb(str(decision.details.get("as", Verb.RECORD_OUTSIDE))))
        return str(done or VERB_WORDS[Verb.RECORD_OUTSIDE])
    if decision.verb == Verb.SUBMIT and decision.details.get("drafted_by"):
        return _("Drafted and sent by the performance management team")
    if decision.verb == Verb.SKIP and decision.details.get("overdue"):
        return _("Passed on because its time was up")
    return str(VERB_WORDS.get(Verb(decision.verb)) or decision.get_verb_display())


def decided_by(decision: Decision) -> str:
    """Whose decision it is: of one recorded from a document the signatory's, else the actor's."""
    signatory = decision.details.get("signatory")
    return str(signatory["name"]) if isinstance(signatory, dict) else actor_words(decision)


def document_words(decision: Decision) -> str:
    """Who signed which document, where the decision was recorded from one."""
    signatory, document = decision.details.get("signatory"), decision.details.get("document")
    if not isinstance(signatory, dict) or not isinstance(document, dict):
        return ""
    return _("signed by %(name)s, %(post)s, document %(number)s of %(day)s") % {
        "name": signatory["name"], "post": signatory["post"], "number": document["number"],
        "day": date_written(date.fromisoformat(document["date"])),
    }  # fmt: skip


def document_key(decision: Decision) -> int | None:
    """The key of the kept document from which the decision was recorded."""
    document = decision.details.get("document")
    return document.get("key") if isinstance(document, dict) else None


def _note(decision: Decision, *, is_taken_back: bool) -> str:
    """The tier, from whom to whom, and whether it still holds."""
    details = decision.details
    moved = {name: details[name] for name in ("from", "to") if isinstance(details.get(name), str) and details[name]}
    parts = [decision.tier, document_words(decision)]
    if len(moved) == 2:
        parts.append(_("from %(from)s to %(to)s") % moved)
    elif "to" in moved:
        parts.append(_("to %(to)s") % moved)
    elif "from" in moved:
        parts.append(_("from %(from)s") % moved)
    if is_taken_back:
        parts.append(_("taken back, holds no longer"))
    return ", ".join(part for part in parts if part)
