"""The accuracy table: what ships, its plain rivals and its peers, on the same chips with the same splits.

    python -m benchmarks.accuracy                     print the table and write docs/accuracy.md
    python -m benchmarks.tasks DATA build/accuracy    pack the data, once (needs rasterio)
    python -m benchmarks.accuracy --all               compute what needs no GPU and is not there yet
    python -m benchmarks.accuracy --run METHOD TASK [--seeds 0 1 2]

Cells are computed one by one and appended to ``benchmarks/results/accuracy.jsonl``; what is there is not
computed again, so a run may be killed at any time. Forests, LightGBM and the probes need what
``benchmarks/requirements.txt`` lists. METHOD and TASK are the names that ``--list`` prints.

On a machine with a GPU, Python 3.12, torch, numpy, Pillow and safetensors, with ``build/accuracy`` carried
there (97 MB; for the U-Net also what ``python -m models.training.landcover_data DATA build/accuracy`` adds):

    GPU="--trained --device cuda --results out.jsonl"
    python -m benchmarks.accuracy --run landcover-small eurosat-rgb-100 $GPU
    python -m benchmarks.accuracy --run resnet50 eurosat-rgb-100 $GPU --steps 3000
    python -m benchmarks.accuracy --run vit eurosat-rgb-100 $GPU --steps 5000
    python -m benchmarks.accuracy --run satmae eurosat-rgb-100 $GPU --steps 5000
    python -m benchmarks.accuracy --run u-net hls $GPU
    python -m benchmarks.accuracy --run u-net potsdam $GPU        (goes on from the runs of hls)

and back here ``python -m benchmarks.accuracy --merge out.jsonl``. A user's official weights:
``--run seco eurosat-rgb-100 --weights seco_resnet50_1m.ckpt`` probes them frozen; with ``--trained`` they are
fine-tuned. A change head that does not ship: ``--run change-small oscd-bercy --weights FILE``. The German
cities need networks that never saw them: ``python -m models.training.landcover_data DATA PACK
--without-cities``, ``python -m models.training.landcover PACK OUT --pretrain 0 --steps 2500 --seed 1``, then
``--run landcover-small german-cities --seeds 1 --weights OUT/landcover-small.safetensors``. What other
trainings with the recipe of what ships (``models.training.landcover --seed 1``) give: ``--run landcover-small
hls --seeds 1 --weights OUT/landcover-small.safetensors``; the first is seed 0, with what is judged now. Speed
up a trial with ``--steps 50``.
"""

import argparse
import time
import warnings
from pathlib import Path

from benchmarks import accuracy_table, methods, results
from benchmarks.folders import CHECKOUT, data_folder
from benchmarks.methods import METHODS, TASKS, Where

TABLE = CHECKOUT / "docs" / "accuracy.md"


def compute(method: str, task: str, seeds: list[int] | None, where: Where, path: Path) -> None:
    """Compute the cells of a method on a task that are not there yet, and append each."""
    settings = methods.settings_of(method, task, where)
    wanted = methods.seeds_of(method, task, where) if seeds is None else seeds
    there = {cell.key for cell in results.read_cells(path)}
    for seed in wanted:
        row = methods.row_name(method, task, where)
        if (task, row, seed, results.revision(settings)) in there:
            continue
        start = time.monotonic()
        scores, n = methods.scores_of(method, task, seed, where)
        cell = results.Cell(
            task, row, seed, scores, n, settings, results.hardware(where.device), time.monotonic() - start
        )
        results.append_cell(cell, path)
        short = ", ".join(f"{name} {value:.3f}" for name, value in scores.items())
        print(f"{task} | {row} | seed {seed} | {short} | {cell.seconds:.0f} s", flush=True)


def main() -> None:
    """Compute what is asked for, then print and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", nargs=2, metavar=("METHOD", "TASK"))
    parser.add_argument("--all", action="store_true", help="all that needs no GPU, cheap cells first")
    parser.add_argument("--list", action="store_true", help="names of methods and tasks")
    parser.add_argument("--merge", type=Path, help="add the cells of another results file")
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--trained", action="store_true", help="train the network instead of probing it")
    parser.add_argument("--weights", type=Path, help="of a peer, a run's change head or a network")
    parser.add_argument("--steps", type=int, help="of training, instead of the recipe's")
    parser.add_argument("--pack", type=Path, default=CHECKOUT / "build" / "accuracy")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--results", type=Path, default=results.RESULTS)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.list:
        print("methods:", *METHODS, "\ntasks:", *TASKS)
        return
    data = data_folder()
    where = Where(
        arguments.pack, data, arguments.device, arguments.trained, arguments.weights, arguments.steps
    )
    if arguments.run:
        compute(*arguments.run, arguments.seeds, where, arguments.results)
    if arguments.all:
        for method, task in methods.without_gpu():
            compute(method, task, arguments.seeds, where, arguments.results)
    if arguments.merge:
        there = {cell.key for cell in results.read_cells(arguments.results)}
        for cell in results.read_cells(arguments.merge):
            if cell.key not in there:
                results.append_cell(cell, arguments.results)
    if arguments.results == results.RESULTS:
        table = accuracy_table.render(results.read_cells(arguments.results))
        print(table)
        TABLE.write_text(table, "utf-8")


if __name__ == "__main__":
    main()
