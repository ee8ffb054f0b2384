"""The urn: what goes in comes out, in no order of its own; outside it tells nothing but how many."""

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from workflows.feedback.models import OpinionRound
from workflows.feedback.urn import LONGEST_REMARK, RECORD, UrnUnreadable, seal, unseal
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.opinions import GROUPS, RATINGS, Answer

ROUND, OTHER = OpinionRound(pk=7), OpinionRound(pk=8)
REMARKS = st.text(st.characters(exclude_categories=("Cs",)), max_size=LONGEST_REMARK)
ANSWERS = st.builds(Answer, st.sampled_from(GROUPS), st.tuples(*[st.sampled_from(RATINGS)] * len(BEHAVIOURS)), REMARKS)
PLAIN = Answer("PEER", ("MEETS",) * 7, "Ramah.")


@forall(st.lists(ANSWERS, max_size=6), st.randoms())
def test_what_went_in_comes_out_whatever_the_order(answers, random):
    mixed = list(answers)
    random.shuffle(mixed)
    assert unseal(ROUND, seal(ROUND, answers)) == unseal(ROUND, seal(ROUND, mixed))
    assert sorted(unseal(ROUND, seal(ROUND, answers))) == sorted(answers)


def test_the_longest_remark_fits():
    longest = Answer("PEER", ("MEETS",) * 7, "😀" * LONGEST_REMARK)
    assert unseal(ROUND, seal(ROUND, [longest])) == [longest]
    assert len(seal(ROUND, [longest])) == len(seal(ROUND, [PLAIN])) == RECORD + 64


def test_sealed_twice_it_differs_everywhere_and_shows_no_word():
    first, second = seal(ROUND, [PLAIN] * 3), seal(ROUND, [PLAIN] * 3)
    same = sum(one == other for one, other in zip(first, second, strict=True))
    assert same < len(first) / 50  # by chance one byte in 256 is the same
    assert b"Ramah" not in first


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_changed_byte_is_found(place):
    sealed = bytearray(seal(ROUND, [PLAIN]))
    sealed[place] ^= 1
    with pytest.raises(UrnUnreadable):
        unseal(ROUND, bytes(sealed))


def test_it_opens_for_its_own_round_and_key_alone(settings):
    sealed = seal(ROUND, [PLAIN])
    for wrong in (sealed[:-1], b"", sealed[:40]):
        with pytest.raises(UrnUnreadable):
            unseal(ROUND, wrong)
    with pytest.raises(UrnUnreadable):
        unseal(OTHER, sealed)
    settings.AUDIT_KEY = "quite-another-key-of-quite-another-server"
    with pytest.raises(UrnUnreadable):
        unseal(ROUND, sealed)
