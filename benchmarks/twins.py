"""Twins of shipped networks: trained in the same way, but without the places that are judged.

    python -m benchmarks.twins RUN_FOLDER

keeps the weights of such a run (`models.training.landcover` without ``--everything``) in
``benchmarks/weights``. What ships has then learnt from all places, and is judged on HLS and the east of
Potsdam by its twin; a network without one was trained without these places itself.
"""

import argparse
import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

from models.catalog import WEIGHTS, Card

TWINS = Path(__file__).parent / "weights"
_ABOUT = (
    "Judged is a twin of what ships, trained in the same way without these places; what ships has learnt "
    "from them too."
)


def unseen(card: Card) -> Card:
    """The card, with the weights of its twin where it has one: they have not seen the places judged."""
    path = TWINS / card.weights
    if card.folder is not None or not path.is_file():
        return card
    return replace(card, folder=TWINS, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def remarks(card: Card) -> list[str]:
    """What a page that states the figures of `unseen` weights has to say of them: a sentence, or nothing."""
    return [_ABOUT] if card.folder == TWINS else []


def main() -> None:
    """Keep the weights of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    found = [
        path for path in parser.parse_args().run.glob("*.safetensors") if (WEIGHTS / path.name).is_file()
    ]
    if not found:
        raise SystemExit("There are no weights of a network that ships.")
    TWINS.mkdir(exist_ok=True)
    for path in found:
        shutil.copyfile(path, TWINS / path.name)


if __name__ == "__main__":
    main()
