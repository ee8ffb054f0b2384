"""The duty of each day: the record is sealed, the seal's file kept in its folder and mailed to the inspectorate."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from workflows.audit.models import Anchor, AnchorSending
from workflows.audit.sealing import file_of, keep_file, seal, told
from workflows.printing.words import long_date

logger = logging.getLogger(__name__)
TRIED_FOR = timedelta(days=14)  # a seal that could not be mailed is tried again so long


@dataclass
class Sealed:
    """What a run came to: files that were written, mails that left, and what failed."""

    kept: int = 0
    mailed: int = 0
    failed: int = 0


def seal_the_day(now: datetime) -> Sealed:
    """Seal today where it is not sealed yet; keep and mail whatever seals of the last days are not kept or mailed.

    Safe to run again and at once with another. What fails is logged and tried again by the next run.
    """
    seal(now)
    done = Sealed()
    for anchor in Anchor.objects.filter(day__gt=now.date() - TRIED_FOR).order_by("day"):
        _keep(anchor, done)
        sent = set(anchor.sendings.values_list("to", flat=True))
        for address in settings.INSPECTORATE_EMAILS:
            if address not in sent:
                _mail(anchor, address, now, done)
    return done


def _keep(anchor: Anchor, done: Sealed) -> None:
    folder = Path(settings.ANCHOR_FOLDER)
    try:
        is_new = not (folder / f"seal-{anchor.day}.json").exists()
        keep_file(anchor, folder)
    except OSError:
        logger.exception("The seal of %s could not be kept in %s.", anchor.day, folder)
        done.failed += 1
    else:
        done.kept += is_new


def _mail(anchor: Anchor, address: str, now: datetime, done: Sealed) -> None:
    day = long_date(anchor.day)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    number = hashlib.sha256(f"{anchor.day}:{anchor.seal}:{address}".encode()).hexdigest()[:32]
    mail = EmailMessage(
        subject=f"Segel rekam jejak Jenjang, {day}",
        body=(
            f"Terlampir segel rekam jejak keputusan per {day}: {anchor.records} catatan.\n\n"
            f"Simpan berkas ini di luar kantor yang disegel. Dengan segel ini dapat diperiksa bahwa tidak ada catatan "
            f"sampai hari itu yang dihapus atau ditulis ulang.\n\nKode segel:\n{told(anchor).code}\n"
        ),
        to=[address],
        headers={"Message-ID": f"<seal-{number}@{domain}>"},  # a mail that leaves twice is one in the mailbox
    )
    mail.attach(f"segel-{anchor.day}.json", file_of(anchor), "application/json")
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        logger.warning("The seal of %s could not be mailed: %s", anchor.day, error)
        done.failed += 1
    else:
        AnchorSending.objects.get_or_create(anchor=anchor, to=address, defaults={"sent_at": now})
        done.mailed += 1
