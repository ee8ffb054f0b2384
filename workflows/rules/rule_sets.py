"""Which assessment rule set is in force on which day; an SKP is bound to the one of its period's start.

A new rule set is a module of its own with a row here; days between two rows must not overlap (a test looks).
2021 has two in one year, so a row is for days and never for years.
"""

from dataclasses import dataclass
from datetime import date

from .violation import RuleViolation
from .wording import day_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A rule set, its title on screen, and the half-open period [since, until) in which periods start under it.

    `since_is_confirmed` is False where no source at hand names the first day.
    """

    code: str
    title: str
    since: date
    until: date | None = None
    since_is_confirmed: bool = True

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


# Mid-2021 is 1 July: half of that year was assessed by either set.
RULE_SETS = (
    RuleSet(
        code="pp46_2011",
        title="Peraturan Pemerintah Nomor 46 Tahun 2011",
        since=date(2014, 1, 1),
        until=date(2021, 7, 1),
    ),
    RuleSet(
        code="permenpanrb_8_2021",
        title="Peraturan Menteri PANRB Nomor 8 Tahun 2021",
        since=date(2021, 7, 1),
        until=date(2022, 1, 1),
    ),
    RuleSet(code="permenpanrb_6_2022", title="Peraturan Menteri PANRB Nomor 6 Tahun 2022", since=date(2022, 1, 1)),
)

# The credit figure of functional posts is made from predicates and gives none: no SKP is ever bound to it.
CREDIT_FIGURE = RuleSet(
    code="perbkn_3_2023",
    title="Peraturan Badan Kepegawaian Negara Nomor 3 Tahun 2023",
    since=date(2023, 7, 1),  # [?] told in July 2023; its figures are applied to the whole of that year
    since_is_confirmed=False,
)


def in_force(on: date) -> str:
    """The code of the rule set under which a period that starts on this day is assessed.

    :raises RuleViolation: code `no_rule_set` where none is known for the day.
    """
    for rule_set in RULE_SETS:
        if rule_set.holds_on(on):
            return rule_set.code
    raise RuleViolation(
        f"Aturan penilaian untuk periode yang dimulai {day_in_words(on)} belum tersedia. "
        f"Pilih periode yang dimulai sejak {day_in_words(min(r.since for r in RULE_SETS))}.",
        "on",
        "no_rule_set",
    )


def rule_set(code: str) -> RuleSet:
    """The rule set of this code.

    :raises RuleViolation: code `rule_set_unknown`.
    """
    for known in RULE_SETS:
        if known.code == code:
            return known
    raise RuleViolation(
        f"Aturan penilaian “{code}” tidak dikenal. Pilih salah satu: {', '.join(r.code for r in RULE_SETS)}.",
        "rule_set",
        "rule_set_unknown",
    )
