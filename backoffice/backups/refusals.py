"""Why no backup was taken, or none was restored."""


class Refused(Exception):
    """It cannot be done as it was asked; nothing was changed. Its text is one line that says what to do."""


class Damaged(Exception):
    """What was read or written is not whole; its text is one line."""
