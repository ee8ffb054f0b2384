"""What the law removes: the people and words in the record of somebody who left long ago; the chain stays whole."""

from django.conf import settings
from django.db import transaction

from workflows.audit import clock
from workflows.audit.door import blank
from workflows.audit.models import Decision
from workflows.audit.record import Entry
from workflows.audit.verbs import Verb
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, Tenure
from workflows.rules.violation import RuleViolation


def erase_person(nip: str, *, by: Actor, decree: str, reason: str) -> int:
    """Blank what the record says about this person's own cases and rows, with the histories; gives how many decisions.

    What the person decided about others stays: it was done in office. The decree by which it is erased is recorded.

    :raises RuleViolation: nobody has this NIP; in service, or not gone long enough; a case is open; no decree, no
        reason.
    """
    if not decree.strip() or not reason.strip():
        raise RuleViolation("Isi nomor surat dan alasan penghapusan.", "decree", "erasure_decree_missing")
    with transaction.atomic():
        person = _somebody_gone(nip)
        keys = list(Decision.objects.about(nip).values_list("pk", flat=True))
        blank(
            Entry(
                verb=Verb.ERASE, process="audit", subject=f"{Employee._meta.label}#{person.pk}",
                signatory=by.signatory(clock.today()), reason=reason, channel=by.channel, request_id=by.request_id,
                details={"decree": decree, "decisions": len(keys)},
            ),
            keys,
        )  # fmt: skip
    return len(keys)


def _somebody_gone(nip: str) -> Employee:
    person = Employee.objects.select_for_update().filter(nip=nip).first()
    if person is None:
        raise RuleViolation(f"Tidak ada pegawai dengan NIP {nip}. Periksa nomornya.", "nip", "erasure_nobody")
    if person.is_active:
        raise RuleViolation(
            f"{person.name} masih aktif. Data pegawai aktif tidak dihapus.", "nip", "erasure_in_service"
        )
    ended = Tenure.objects.filter(employee=person).order_by("-end").values_list("end", flat=True).first()
    earliest = ended.replace(year=ended.year + settings.ERASE_AFTER_YEARS, day=min(ended.day, 28)) if ended else None
    if earliest is not None and clock.today() < earliest:
        raise RuleViolation(
            f"Data {person.name} baru boleh dihapus mulai {earliest:%d-%m-%Y}.", "nip", "erasure_too_early"
        )
    if WorkItem.objects.open().filter(person=person).exists():
        raise RuleViolation(
            f"Masih ada pekerjaan terbuka tentang {person.name}. Selesaikan dahulu.", "nip", "erasure_open"
        )
    return person
