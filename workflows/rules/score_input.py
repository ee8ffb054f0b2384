"""The input of `manage.py score`: JSON read with its places, so that a refusal names the one that is wrong."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn, TypeVar

from .exact_numbers import readable, shown
from .trace import Trace
from .violation import RuleViolation
from .wording import listing

Choice = TypeVar("Choice")
WHOLE = "masukan"  # the place of what is wrong with the input as a whole
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,15})?")
LONGEST_NUMBER = 60  # signs; what is longer was not typed by a person
LONGEST_SHOWN = 40


class _Written(str):
    """A JSON number as it was written: a float would have changed it."""

    __slots__ = ()


class _Object(dict[str, object]):
    """A JSON object that remembers a key written twice, of which a dict keeps only the last."""

    repeated: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A value of the input and its place, as "activities[0].quantity.target"; nothing and null are the same."""

    value: object
    place: str

    def __bool__(self) -> bool:
        """Whether anything was given here."""
        return self.value is not None

    def refuse(self, sentence: str, code: str) -> NoReturn:
        """Refuse what stands here."""
        raise RuleViolation(sentence, self.place or WHOLE, code)

    def only(self, known: Collection[str]) -> "Given":
        """This object itself, if no key of it is unknown or written twice.

        :raises RuleViolation: code `not_an_object`, `key_unknown`, `key_repeated`.
        """
        if not isinstance(self.value, _Object):
            self.refuse("Harus berupa objek { … }.", "not_an_object")
        if self.value.repeated is not None:
            self.part(self.value.repeated).refuse("Kunci ini tertulis dua kali. Hapus salah satu.", "key_repeated")
        for key in self.value:
            if key not in known:
                self.part(key).refuse(f"Kunci ini tidak dikenal. Pilih dari {listing(sorted(known))}.", "key_unknown")
        return self

    def part(self, name: str) -> "Given":
        """What stands under this key."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return Given(value, f"{self.place}.{_short(name)}" if self.place else _short(name))

    def rows(self) -> "list[Given]":
        """The entries of this list.

        :raises RuleViolation: code `not_a_list`.
        """
        if not isinstance(self.value, list):
            self.refuse("Harus berupa daftar [ … ].", "not_a_list")
        return [Given(value, f"{self.place}[{number}]") for number, value in enumerate(self.value)]

    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.value, list)

    def number(self) -> Decimal:
        """The number here, written as a JSON number or as text.

        :raises RuleViolation: code `missing`, `not_a_number`, `number_out_of_range`.
        """
        if self.value is None:
            self.refuse("Belum diisi. Isi dengan angka.", "missing")
        if not isinstance(self.value, str):
            self.refuse("Bukan bilangan. Isi dengan angka.", "not_a_number")
        if not NUMBER.fullmatch(self.value):
            self.refuse(
                f"“{_short(self.value)}” bukan bilangan. Isi dengan angka, desimalnya dengan titik.", "not_a_number"
            )
        if len(self.value) > LONGEST_NUMBER:
            self.refuse("Bilangan terlalu panjang. Isi dengan bilangan yang lebih sederhana.", "number_out_of_range")
        return readable(Decimal(self.value), "Bilangan", self.place)

    def count(self) -> int:
        """The whole number here.

        :raises RuleViolation: code `not_whole`, and as `number`.
        """
        number = self.number()
        if number != number.to_integral_value():
            self.refuse("Bukan bilangan bulat. Isi dengan bilangan bulat.", "not_whole")
        return int(number)

    def flag(self) -> bool:
        """The true or false here.

        :raises RuleViolation: code `not_a_flag`.
        """
        if not isinstance(self.value, bool):
            self.refuse("Harus true atau false.", "not_a_flag")
        return self.value

    def choice(self, choices: Mapping[str, Choice]) -> Choice:
        """What the word here stands for.

        :raises RuleViolation: code `missing`, `choice_unknown`.
        """
        known = listing(list(choices))
        if self.value is None:
            self.refuse(f"Belum diisi. Pilih dari {known}.", "missing")
        if not isinstance(self.value, str) or isinstance(self.value, _Written) or self.value not in choices:
            shown = f"“{_short(self.value)}” tidak dikenal" if isinstance(self.value, str) else "Bukan kata"
            self.refuse(f"{shown}. Pilih dari {known}.", "choice_unknown")
        return choices[self.value]


@dataclass(frozen=True, slots=True)
class Scored:
    """A result as plain values under every key of its rule set, and how it came about."""

    result: Mapping[str, object]
    trace: Trace


def read(text: str) -> Given:
    """The input as a whole.

    :raises RuleViolation: field `WHOLE`, code `input_empty`, `input_broken`.
    """
    whole = Given(None, "")
    if not text.strip():
        whole.refuse("Kosong. Isi dengan objek JSON { … }.", "input_empty")
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_Written, parse_float=_Written, parse_constant=_Written
        )
    except json.JSONDecodeError as error:
        whole.refuse(
            f"Bukan JSON yang utuh pada baris {error.lineno} kolom {error.colno}. Perbaiki tulisannya.", "input_broken"
        )
    except RecursionError:
        whole.refuse("Kurungnya bertingkat terlalu dalam. Perbaiki tulisannya.", "input_broken")
    return Given(value, "")


def shown_where_given(value: Fraction | None) -> str | None:
    """`value` with two decimals, or None."""
    return None if value is None else shown(value)


def _object(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object()
    for key, value in pairs:
        if key in found:
            found.repeated = key
        found[key] = value
    return found


def _short(text: str) -> str:
    """Text as a line can show it: without line breaks and signs that no screen shows, and not too long."""
    shown = "".join(sign for sign in text if sign.isprintable())
    return shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"
