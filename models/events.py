"""What a running job tells whoever started it."""

from typing import Literal

from models.errors import Cancelled

Level = Literal["info", "warning"]


class Events:
    """Receives a job's events; this base class ignores them.

    The command line prints them, the worker forwards them as notifications, tests record them.
    All methods may be called from any thread.
    """

    def progress(self, fraction: float, text: str = "") -> None:
        """Report the finished share of the job, 0 to 1."""

    def message(self, text: str, level: Level = "info", code: str = "") -> None:
        """Tell the user something that they should know (an assumption, a missing band)."""

    def preview(self, path: str) -> None:
        """Announce a file that shows an intermediate result."""

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return False

    def check_cancelled(self) -> None:
        """Raise `Cancelled` when the user asked to stop."""
        if self.cancelled:
            raise Cancelled
