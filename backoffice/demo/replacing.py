"""Replacing an earlier demonstration, and recognising what is none."""

from django.core.management import call_command
from django.db import transaction

from workflows.approvals.defaults import publish_defaults
from workflows.approvals.models import ApprovalChain
from workflows.audit import clock, guards
from workflows.audit.models import Decision
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Position, Unit, User

MARK = "demo.play"


def holds_something_else() -> str:
    """What the database holds besides an earlier demonstration, in a word; empty where it holds nothing else."""
    if Decision.objects.filter(process="demo", subject=MARK, channel=Channel.DEMO).exists():
        return ""
    for model, word in ((Employee, "employees"), (User, "log-ins"), (Position, "posts"), (Unit, "units")):
        if model._default_manager.exists():
            return word
    return "decisions" if Decision.objects.exists() else ""


def wipe() -> None:
    """Empty every table and put back what migrations put in: an empty system, ready for an office."""
    with guards.lifted_to_empty():
        call_command("flush", verbosity=0, interactive=False)
    publish_defaults(ApprovalChain)


def mark() -> None:
    """Write into the record that what follows is a demonstration; its first line."""
    by = Actor.system("demo", Channel.DEMO)
    with transaction.atomic():
        record(
            Entry(
                verb=Verb.OPEN,
                process="demo",
                subject=MARK,
                channel=by.channel,
                signatory=by.signatory(clock.today()),
                reason="Peragaan: semua yang berikut dimainkan, bukan kejadian nyata.",
            )
        )
