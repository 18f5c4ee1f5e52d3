"""What can go wrong, in words that a user can act on."""

from models.sentences import say


class EngineError(Exception):
    """A failure that the user can understand and mend.

    Args:
        code: stable identifier, dotted, e.g. ``scene.no_bands``.
        message: one sentence that says what happened.
        advice: one sentence that says what to do next; may be empty.
    """

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """Message and advice in one text, which can still be translated."""
        if not self.advice:
            return self.message
        return say("{message} {advice}", message=self.message, advice=self.advice)


class Cancelled(Exception):
    """The user cancelled the job; finished strips stay in the journal."""
