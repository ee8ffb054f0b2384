"""What people do here: write and answer notes and incidents; open, answer and close rounds of opinion."""

from workflows.feedback.actions.incidents import give_view, record_incident
from workflows.feedback.actions.notes import answer_note, write_note
from workflows.feedback.actions.opinions import close_round, open_round, remind_raters
from workflows.feedback.actions.raters import give_opinion, record_outside_opinion

__all__ = [
    "answer_note",
    "close_round",
    "give_opinion",
    "give_view",
    "open_round",
    "record_incident",
    "record_outside_opinion",
    "remind_raters",
    "write_note",
]
