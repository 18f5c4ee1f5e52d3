"""A rectangle of pixels in a scene's grid."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Rows ``row .. row + height`` and columns ``column .. column + width``, in pixels.

    A window may stick out of the scene; what lies outside is invalid.
    """

    row: int
    column: int
    height: int
    width: int
