"""The verbs of the record: everything that a person or a job can do to a case. One list for all; grown only here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """What was done. Verify, rate and ratify are titles on screen of APPROVE."""

    SUBMIT = "SUBMIT", _("submitted")
    APPROVE = "APPROVE", _("approved")
    RETURN = "RETURN", _("returned for correction")
    REJECT = "REJECT", _("rejected")
    WITHDRAW = "WITHDRAW", _("withdrawn")
    ASK = "ASK", _("asked a question")
    ANSWER = "ANSWER", _("answered a question")
    CLAIM = "CLAIM", _("claimed")
    REASSIGN = "REASSIGN", _("reassigned")
    HAND_OVER = "HAND_OVER", _("handed over")
    DELEGATE = "DELEGATE", _("delegated")
    ESCALATE = "ESCALATE", _("escalated")
    REMIND = "REMIND", _("reminded")
    SNOOZE = "SNOOZE", _("put off")
    TAKE_BACK = "TAKE_BACK", _("taken back")
    SKIP = "SKIP", _("skipped")
    OVERRIDE = "OVERRIDE", _("overridden")
    ANNUL = "ANNUL", _("annulled")
    ACKNOWLEDGE = "ACKNOWLEDGE", _("acknowledged")
    OBJECT = "OBJECT", _("objected")
    DECIDE = "DECIDE", _("decided")
    LAPSE = "LAPSE", _("lapsed")
    SET = "SET", _("set")
    AMEND = "AMEND", _("amended")
    OPEN = "OPEN", _("opened")
    CLOSE = "CLOSE", _("closed")
    REOPEN = "REOPEN", _("reopened")
    LOCK = "LOCK", _("locked")
    PAY = "PAY", _("paid")
    PUBLISH = "PUBLISH", _("published")
    RETIRE = "RETIRE", _("retired")
    MOVE_VERSION = "MOVE_VERSION", _("moved to another chain version")
    APPOINT = "APPOINT", _("appointed")
    IMPORT = "IMPORT", _("imported")
    RECORD_OUTSIDE = "RECORD_OUTSIDE", _("recorded from outside")
    EXPORT = "EXPORT", _("exported")
    ARCHIVE = "ARCHIVE", _("archived")
    ERASE = "ERASE", _("erased")
