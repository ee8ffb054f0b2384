"""The one exception by which a rule refuses a value."""


class RuleViolation(Exception):
    """A rule does not accept the value it was given.

    `message` is an Indonesian sentence fit for the screen: what is wrong with the value, then what to do.
    `field` names the value in code where there is one; `code` is stable and may be tested or stored.
    """

    def __init__(self, message: str, field: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
