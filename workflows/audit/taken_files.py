"""Files that left Jenjang, found again by their hash."""

from django.db.models import Q

from workflows.audit.models import Decision, DecisionQuerySet
from workflows.audit.verbs import Verb

PROCESS = "audit"  # under which the record keeps what was taken out: few rows beside the office's, along an index


def files_with(sha256: str) -> DecisionQuerySet:
    """The decisions by which a file with this SHA-256 (64 hex digits) left, the latest first.

    What was seen is signed with the decision itself: it is found though the decision's particulars were taken away.
    """
    exports: DecisionQuerySet = Decision.objects.filter(process=PROCESS, verb=Verb.EXPORT)
    return exports.filter(Q(seen=sha256) | Q(particulars__details__sha256=sha256)).order_by("-id")
