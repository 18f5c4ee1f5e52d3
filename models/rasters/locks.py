"""One writer at a time: a lock on an open file, which ends with the process whatever happens to it."""

import sys


def lock_file(descriptor: int) -> None:
    """Lock an open file for this process.

    Raises:
        OSError: another process has locked it.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
