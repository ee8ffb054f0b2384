"""A rule set applied to an input: what `manage.py score` prints, and which rule sets there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from . import perbkn_3_2023, permenpanrb_6_2022, permenpanrb_8_2021, pp46_2011
from .exact_numbers import plain
from .rule_sets import CREDIT_FIGURE, RULE_SETS
from .score_input import Given, Scored, read
from .score_perbkn_3_2023 import score as score_perbkn_3_2023
from .score_permenpanrb_6_2022 import score as score_permenpanrb_6_2022
from .score_permenpanrb_8_2021 import score as score_permenpanrb_8_2021
from .score_pp46_2011 import score as score_pp46_2011
from .trace import as_json
from .violation import RuleViolation
from .wording import listing


@dataclass(frozen=True, slots=True)
class _Scoring:
    """How a rule set reads its input; its figures that nothing confirms; what it does not offer until known."""

    score: Callable[[Given], Scored]
    parameters: object
    unconfirmed: Mapping[str, str]
    not_offered: Sequence[str] = ()


SCORINGS: Mapping[str, _Scoring] = MappingProxyType(
    {
        pp46_2011.CODE: _Scoring(score_pp46_2011, pp46_2011.DEFAULT_PARAMETERS, pp46_2011.UNCONFIRMED),
        permenpanrb_8_2021.CODE: _Scoring(
            score_permenpanrb_8_2021,
            permenpanrb_8_2021.DEFAULT_PARAMETERS,
            permenpanrb_8_2021.UNCONFIRMED,
            permenpanrb_8_2021.NOT_OFFERED,
        ),
        permenpanrb_6_2022.CODE: _Scoring(
            score_permenpanrb_6_2022, permenpanrb_6_2022.DEFAULT_PARAMETERS, permenpanrb_6_2022.UNCONFIRMED
        ),
        perbkn_3_2023.CODE: _Scoring(score_perbkn_3_2023, None, perbkn_3_2023.UNCONFIRMED),
    }
)


def check_known(code: str) -> None:
    """Accepts the code of a rule set that can be scored.

    :raises RuleViolation: field `RULE_SET`, code `rule_set_unknown`.
    """
    if code not in SCORINGS:
        known = listing(list(SCORINGS))
        raise RuleViolation(f"Aturan penilaian tidak dikenal. Pilih dari {known}.", "RULE_SET", "rule_set_unknown")


def score(code: str, text: str) -> dict[str, object]:
    """The rule set, the result of its input given as JSON, and the trace; figures as text with two decimals.

    :raises RuleViolation: field with its place in the input.
    """
    check_known(code)
    scored = SCORINGS[code].score(read(text))
    return {"rule_set": code, "result": dict(scored.result), "trace": as_json(scored.trace)}


def overview() -> list[dict[str, object]]:
    """Every rule set: code, title, [since, until), its unconfirmed parameters, what it leaves out."""
    return [
        {
            "code": rule_set.code,
            "title": rule_set.title,
            "since": rule_set.since.isoformat(),
            "since_is_confirmed": rule_set.since_is_confirmed,
            "until": rule_set.until.isoformat() if rule_set.until else None,
            "unconfirmed": [
                {"parameter": name, "default": _in_text(getattr(SCORINGS[rule_set.code].parameters, name)), "is": words}
                for name, words in SCORINGS[rule_set.code].unconfirmed.items()
            ],
            "not_offered": list(SCORINGS[rule_set.code].not_offered),
        }
        for rule_set in (*RULE_SETS, CREDIT_FIGURE)
    ]


def _in_text(value: object) -> object:
    if isinstance(value, tuple):
        return [_in_text(part) for part in value]
    return plain(value) if isinstance(value, Decimal) else value
