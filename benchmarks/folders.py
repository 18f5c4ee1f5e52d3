"""Where the checkout is, and the data sets."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Where the real scenes are: ``SPECTRALGPT_DATA``, else ``../shared/data`` beside the checkout."""
    named = os.environ.get("SPECTRALGPT_DATA")
    return Path(named) if named else CHECKOUT.parent / "shared" / "data"
