"""Prints what the demo made: hectares of each class, how well change was found, and how long each step took.

python -m demo.report demo-output [--exit-code N]
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray

NODATA = 255
WIDTH = 66


@dataclass(frozen=True)
class Scores:
    """How well a change map agrees with the truth: shares of 0 to 1, NaN where there is nothing to divide."""

    precision: float
    recall: float
    f1: float
    recall_of_kinds: dict[int, float]


def score_mask(mask: NDArray[np.uint8], truth: NDArray[np.uint8]) -> Scores:
    """Compare a change map (0, 1, nodata 255) with the truth (0, or a kind of change); (height, width)."""
    valid = mask != NODATA
    found, real = (mask == 1) & valid, (truth > 0) & valid
    hits = int((found & real).sum())
    precision = _share(hits, int(found.sum()))
    recall = _share(hits, int(real.sum()))
    kinds = {int(kind): _share((found & (truth == kind)).sum(), (valid & (truth == kind)).sum())
             for kind in np.unique(truth[truth > 0])}  # fmt: skip
    return Scores(precision, recall, _share(2 * hits, int(found.sum()) + int(real.sum())), kinds)


def roc_auc(evidence: NDArray[np.uint8], truth: NDArray[np.uint8]) -> float:
    """Area under the ROC curve of evidence (0 to 100, nodata 255): the chance that a changed pixel has more.

    Ties count half, as in the Mann-Whitney statistic.
    """
    valid = evidence != NODATA
    changed = np.bincount(evidence[valid & (truth > 0)], minlength=256).astype(float)
    same = np.bincount(evidence[valid & (truth == 0)], minlength=256).astype(float)
    below = np.cumsum(same) - same
    return _share(float((changed * (below + same / 2)).sum()), float(changed.sum() * same.sum()))


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else float("nan")


def read(file: Path) -> NDArray[np.uint8]:
    """The first band of a raster, (height, width)."""
    with rasterio.open(file) as raster:
        return np.asarray(raster.read(1), dtype=np.uint8)


def land_cover_lines(result: dict[str, Any]) -> list[str]:
    """A table of the classes' areas, largest first."""
    classes = sorted(result["classes"], key=lambda entry: -entry["pixels"])
    total = sum(entry["pixels"] for entry in classes)
    lines = [f"  {'class':<32}{'hectares':>14}{'share':>10}"]
    lines += [
        f"  {_name(entry):<32}{entry['hectares']:>14,.1f}{100 * _share(entry['pixels'], total):>9.1f}%"
        for entry in classes
        if entry["pixels"]
    ]
    return lines


def _name(entry: dict[str, Any]) -> str:
    name = entry["name"]
    return str(name.get("en") if isinstance(name, dict) else name)


def change_lines(result: dict[str, Any], folder: Path) -> tuple[list[str], dict[str, Any]]:
    """What the change map found, against the known truth: lines to print, and the numbers."""
    truth = read(folder / "second-date" / "truth.tif")
    kinds = {
        kind["code"]: kind
        for kind in json.loads((folder / "second-date" / "truth.json").read_text())["kinds"]
    }
    scores = score_mask(read(Path(result["output"])), truth)
    numbers: dict[str, Any] = {"precision": scores.precision, "recall": scores.recall, "f1": scores.f1}
    real = sum(kind["hectares"] for kind in kinds.values())
    lines = [
        f"  changed by the map {result['changed_hectares']:10,.1f} ha   in truth {real:10,.1f} ha",
        f"  method {result['method']}, threshold {result['threshold']} ({result['threshold_method']})",
        f"  precision {scores.precision:.3f}   recall {scores.recall:.3f}   F1 {scores.f1:.3f}",
    ]
    if result.get("evidence"):
        numbers["roc_auc"] = roc_auc(read(Path(result["evidence"])), truth)
        lines.append(f"  ROC-AUC of the evidence {numbers['roc_auc']:.4f}")
    numbers["recall_of_kinds"] = {
        kinds[code]["kind"]: recall for code, recall in scores.recall_of_kinds.items()
    }
    lines.append(f"  {'found of each simulated kind':<32}{'hectares':>14}{'recall':>10}")
    lines += [
        f"  {kinds[code]['kind']:<32}{kinds[code]['hectares']:>14,.1f}{recall:>10.3f}"
        for code, recall in scores.recall_of_kinds.items()
    ]
    return lines, numbers


def report(folder: Path, exit_code: int) -> int:
    """Print the report of a finished demo; return the exit code that the demo deserves."""
    result_file = folder / "result.json"
    if not result_file.is_file():
        print(f"The demo failed: QGIS ended with code {exit_code} before it wrote a result.", file=sys.stderr)
        _point_to_logs(folder)
        return exit_code or 1
    facts = json.loads(result_file.read_text(encoding="utf-8"))
    numbers: dict[str, Any] = {"seconds": facts.get("seconds"), "steps": facts.get("steps", [])}
    if "segment" in facts:
        _heading("Land cover of the Virginia coast (Sentinel-2 L1C)")
        print("\n".join(land_cover_lines(facts["segment"])))
    if "change" in facts:
        _heading("Change until the second date, which is SIMULATED")
        lines, numbers["change"] = change_lines(facts["change"], folder)
        print("\n".join(lines))
    _heading("Time")
    for step in facts.get("steps", []):
        print(f"  {step['name']:<50}{step.get('seconds', float('nan')):>8.1f} s")
    print(f"  {'all of it, in QGIS':<50}{facts['seconds']:>8.1f} s")
    print()
    for name in ("demo.qgz", "results", "screenshots"):
        if (folder / name).exists():
            print(f"  {name:<14}{folder / name}")
    (folder / "report.json").write_text(
        json.dumps(numbers, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    if facts["ok"] and exit_code == 0:
        print("\nThe demo is through.")
        return 0
    print(f"\nThe demo failed: {facts.get('error') or f'QGIS ended with code {exit_code}.'}", file=sys.stderr)
    _point_to_logs(folder)
    return exit_code or 1


def _heading(text: str) -> None:
    print(f"\n{text}\n{'-' * WIDTH}")


def _point_to_logs(folder: Path) -> None:
    logs = [name for name in ("qgis.log", "hung.txt", "screenshots/failure.png") if (folder / name).exists()]
    print("See " + ", ".join(str(folder / name) for name in logs), file=sys.stderr)


def main() -> int:
    """Report as the command line says."""
    parser = argparse.ArgumentParser(description="Print what the demo made.")
    parser.add_argument("folder", type=Path, help="the demo's output folder")
    parser.add_argument("--exit-code", type=int, default=0, help="what QGIS ended with")
    arguments = parser.parse_args()
    return report(arguments.folder, arguments.exit_code)


if __name__ == "__main__":
    sys.exit(main())
