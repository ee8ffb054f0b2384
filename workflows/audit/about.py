"""What an auditor's note is about, as an address names it: a decision, a case, or a row that the record knows."""

from dataclasses import dataclass
from typing import Self

from workflows.audit.models import Decision
from workflows.rules.violation import RuleViolation

UNKNOWN = "Hal yang dimaksud tidak ada dalam catatan. Buka halaman perkara atau keputusannya, lalu tulis dari sana."


@dataclass(frozen=True, slots=True)
class About:
    """The subject, the case and the decision, as far as there are such; nothing of it for a general note.

    `first` is the decision by which the record knows it.
    """

    subject: str = ""
    process: str = ""
    case_id: int | None = None
    decision: Decision | None = None
    first: Decision | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """What `decision:12`, `case:daily:55` or `skp.Skp#7` names; of an empty text nothing. One query.

        :raises RuleViolation: the record knows no such thing.
        """
        if not text:
            return cls()
        kind, _, rest = text.partition(":")
        if kind == "decision":
            found = Decision.objects.filter(pk=_number(rest)).first()
            if found is not None:
                return cls(found.subject, found.process, found.case_id, found, found)
        elif kind == "case":
            process, _, key = rest.partition(":")
            first = Decision.objects.of_case(process, _number(key)).first()
            if first is not None:
                return cls(first.subject, first.process, first.case_id, None, first)
        elif "#" in text and (of := Decision.objects.filter(subject=text).order_by("id").first()) is not None:
            return cls(of.subject, of.process if of.case_id is not None else "", of.case_id, None, of)
        raise RuleViolation(UNKNOWN, "about", "about_unknown")

    @property
    def key(self) -> str:
        """As an address names it."""
        if self.decision is not None:
            return f"decision:{self.decision.pk}"
        return f"case:{self.process}:{self.case_id}" if self.case_id is not None else self.subject


def _number(text: str) -> int:
    """The key; 0, which no row has, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
