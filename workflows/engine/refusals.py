"""What an action refuses besides the rules: each a sentence for the screen."""


class Refusal(Exception):
    """Something that may not be done now; the message is fit for the screen."""

    status = 409


class NotYours(Refusal):
    """The task is asked of somebody else."""

    status = 403


class OwnCase(Refusal):
    """Nobody decides their own case, not even as an acting officer."""

    status = 403


class DecidedBefore(Refusal):
    """Nobody decides two tiers of one case unless its chain version says so."""

    status = 403


class TookPart(Refusal):
    """Whoever took part in what is contested does not decide on it."""

    status = 403


class MovedOn(Refusal):
    """The task was done meanwhile, or the case went another way."""


class ContentChanged(Refusal):
    """What was on the screen is no longer what is decided on."""


class NotAllowedHere(Refusal):
    """The tier, or the state of the row, does not allow this verb."""


class TimeNotYours(Refusal):
    """Only the demonstration and imports may give a time."""
