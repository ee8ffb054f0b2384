"""`manage.py tick`: the duties that are due now, and the mail that waits."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.duties import do_duties
from backoffice.management.endings import FOUND_WRONG
from backoffice.seals.daily import seal_the_day
from workflows.audit import clock
from workflows.engine.outbox import deliver
from workflows.organization.actor import Actor


class Command(BaseCommand):
    """Does what is due, once, whoever else runs it at the same time."""

    help = (
        "Does the duties due now: ends the service of whose day has come, lapses returned reports past their window, "
        "finalises uncontested assessments, closes targets of a replaced SKP, passes over the self-assessments of "
        "whose service has ended, asks again where a post without an officer has one now, follows up what is overdue "
        "(escalated, passed on, reminded), writes the day's digests, mails what waits in the outbox, and seals the "
        "record of decisions once a day. Run it every few minutes. Exit 0; 1 where a case, a mail or a seal failed, "
        "which the next run tries again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do them and say what was done."""
        done = asdict(do_duties(clock.now(), Actor.system("tick")))
        mails = deliver(clock.now())
        done |= {"mailed": mails.mailed, "mail_failed": mails.failed, "on_page": mails.on_page}
        seals = seal_the_day(clock.now())
        done |= {"seals_kept": seals.kept, "seals_mailed": seals.mailed, "seals_failed": seals.failed}
        self.stdout.write(json.dumps(done) if options["json"] else ", ".join(f"{k} {v}" for k, v in done.items()))
        if done["failed"] or mails.failed or seals.failed:
            raise SystemExit(FOUND_WRONG)
