"""The accuracy table in Markdown, from the cells that were computed; the others say "not run"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import accuracy_words as words
from benchmarks.methods import (
    CHANGES,
    MAPS,
    OUR_CHANGES,
    OURS,
    PEERS,
    PLAIN_MAPS,
    PLAIN_PIXELS,
    REFINED,
    SHARES,
    TASKS,
    TITLES,
    judged,
    methods_of,
)
from benchmarks.results import Cell, newest
from benchmarks.shipped import find

NOT_RUN = "not run"
NOT_MEANT = "–"
SAME_NETWORK = ("seco", "vit-22k")
"""SeCo is a ResNet-50 and ViT-22k a ViT: only their weights are others."""


@dataclass(frozen=True)
class Row:
    """A line of a section.

    Attributes:
        title: of the method.
        sources: name of a score to the row of cells that it comes from.
        remark: what the reader must know.
    """

    title: str
    sources: dict[str, str]
    remark: str = ""


def scores_of(task: str) -> list[str]:
    """Names of the scores that a section shows, in order."""
    if task in SHARES:
        return ["knn", "linear", "fine_tune"]
    if task in MAPS:
        return ["oa", "miou"]
    if task == "bigearthnet":
        return ["map_micro", "map_macro"]
    return (
        ["auc", "ap", "f1"] if task in CHANGES else ["oa", "oa_Freiburg", "oa_Luebeck", "oa_Muenster", "f1"]
    )


def rows_of(task: str) -> list[Row]:
    """The rows of a section."""
    rows = []
    names = scores_of(task)
    for method in methods_of(task):
        title, remark = TITLES[method], words.REMARKS.get((task, method), "")
        if method in PEERS:
            rows += _peer(task, method, names)
            continue
        sources = dict.fromkeys(names, method)
        if method == "u-net":
            sources = dict.fromkeys(names, "u-net/trained")
            remark = words.SAME_RECIPE
        elif task in SHARES and method not in OURS:
            del sources["fine_tune"]
        elif task in SHARES:
            sources["fine_tune"] = f"{method}/trained"
        if method in OURS and task == "german-cities":
            sources = dict.fromkeys(names, f"{method}/apart")
        if method in (*OURS, *OUR_CHANGES) and find(method) is None:
            remark = words.ABSENT
        elif method in OURS and task in (*SHARES, "bigearthnet"):
            remark = "; ".join([words.FROZEN, *([remark] if remark else [])])
        rows.append(Row(title, sources, remark))
        if method in OURS and task in MAPS:
            trainings = dict.fromkeys(names, f"{method}/trainings")
            rows.append(Row(f"{title}, every training", trainings, words.EVERY_TRAINING[method]))
    return rows


def _peer(task: str, method: str, names: list[str]) -> list[Row]:
    """From scratch, where that is not another peer's network again, and with official weights."""
    rows = []
    if task in SHARES and method not in SAME_NETWORK:
        rows.append(Row(f"{TITLES[method]}, from scratch", {"fine_tune": f"{method}/trained"}))
    if method == "satmae" and task.startswith("eurosat-rgb"):
        return [*rows, Row(f"{TITLES[method]}, official weights", {}, words.TEN_BANDS)]
    official = dict.fromkeys(names, f"{method}/official")
    if task in SHARES:
        official["fine_tune"] = f"{method}/trained/official"
    return [*rows, Row(f"{TITLES[method]}, official weights", official, words.OFFICIAL)]


def value_of(cells: list[Cell], name: str) -> str:
    """Mean ± deviation of a score over the seeds."""
    values = [cell.scores[name] for cell in cells if name in cell.scores]
    if not values:
        return NOT_RUN
    mean = f"{np.mean(values):.3f}"
    return f"{mean} ± {np.std(values, ddof=1):.3f}" if len(values) > 1 else mean


def section(task: str, cells: list[Cell]) -> str:
    """One task."""
    title, text = words.SECTIONS[task]
    names = scores_of(task)
    text = " ".join([*text.split(), *(words.CHANGE_NOTE.split() if task in CHANGES else [])])
    lines = [f"## {title}", "", text, ""]
    columns = [words.COLUMNS[name] for name in names]
    lines.append("| " + " | ".join(["method", *columns, "seeds", "judged", "remark"]) + " |")
    lines.append("|---|" + "---:|" * (len(names) + 2) + "---|")
    for row in rows_of(task):
        found = {source: newest(cells, task, source) for source in set(row.sources.values())}
        shown = [
            value_of(found[row.sources[name]], name) if name in row.sources else NOT_MEANT for name in names
        ]
        there = [cell for source in found.values() for cell in source]
        remarks = [row.remark] if row.remark else []
        if row.remark == words.ABSENT and there:
            remarks = [words.JUDGED_RUN, words.REMARKS.get((task, there[0].method), "")]
        if there:
            remarks += [_trained_for(task, there), _of_other_weights(there)]
        seeds = str(max(len(source) for source in found.values())) if there else NOT_MEANT
        judged = f"{there[-1].n:,}" if there else NOT_MEANT
        remark = "; ".join(part for part in remarks if part)
        lines.append(f"| {row.title} | " + " | ".join(shown) + f" | {seeds} | {judged} | {remark} |")
    return "\n".join([*lines, ""])


def _trained_for(task: str, cells: Sequence[Cell]) -> str:
    """How long networks were trained to recognise scenes, the large ones for less, and whether only once."""
    trained = [cell for cell in cells if cell.settings.get("trained")]
    if task not in SHARES or not trained:
        return ""
    once = ", one seed" if len(trained) == 1 else ""
    return f"trained for {max(cell.settings['steps'] for cell in trained):,} steps{once}"


def _of_other_weights(cells: Sequence[Cell]) -> str:
    """Says so where cells were computed with other weights than those that ship now."""
    last = cells[-1]
    # A change head that does not ship is known by the network that it learnt on.
    card = find(OURS[0] if "backbone" in last.settings else last.method.partition("/")[0])
    if card is None:
        return ""
    for key, now, said in (
        ("weights", judged(card, last.task).sha256[:12], "of earlier weights ({})"),
        ("backbone", card.sha256[:12], "on earlier weights ({})"),
        ("trained like version", card.version, "of version {}"),
    ):
        if last.settings.get(key, now) != now:
            return said.format(last.settings[key])
    return ""


def best(
    cells: list[Cell], task: str, methods: Sequence[str], name: str, deviations: int = 0
) -> float | None:
    """The best mean of a score among methods, and so many deviations; None where none was computed."""
    found = []
    for method in methods:
        values = [cell.scores[name] for cell in newest(cells, task, method) if name in cell.scores]
        if values:
            spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
            found.append(float(np.mean(values)) + deviations * spread)
    return max(found) if found else None


def gates(cells: list[Cell]) -> str:
    """What the shipped model must reach, and whether it does."""
    lines = ["## Gates", "", "| gate | ours, small | bar | |", "|---|---:|---:|---|"]

    def gate(
        task: str, name: str, what: str, bar: float | None, ours: str = OURS[0], deviations: int = 0
    ) -> None:
        value = best(cells, task, (ours,), name, deviations)
        verdict = NOT_RUN if value is None or bar is None else "met" if value >= bar else "**missed**"
        shown = [NOT_RUN if number is None else f"{number:.3f}" for number in (value, bar)]
        title = words.SECTIONS[task][0]
        lines.append(f"| {title}: {words.COLUMNS[name]} {what} | {' | '.join(shown)} | {verdict} |")

    def map_gate(task: str, name: str, what: str, bar: float | None) -> None:
        gate(task, name, what, bar, f"{OURS[0]}/trainings", deviations=-1)

    for task in MAPS:
        for name in ("oa", "miou"):
            for rival in (*PLAIN_MAPS, "u-net/trained"):
                title = TITLES[rival.partition("/")[0]]
                bar = best(cells, task, (rival,), name, deviations=1)
                map_gate(task, name, f"above the {title}", bar)
    map_gate("hls", "oa", "aimed at", 0.75)
    map_gate("hls", "miou", "aimed at", 0.53)
    gate("eurosat-rgb-100", "fine_tune", "on the validation list", 0.986, "landcover-small/trained")
    for share, labels, bars in (("1", "200", (0.75, 0.804)), ("10", "2,000", (0.84, 0.898))):
        for name, bar in zip(("knn", "linear"), bars, strict=True):
            gate(f"eurosat-rgb-{share}", name, f"above Galileo Nano at {labels} labels", bar)
    for rivals, what in ((PLAIN_PIXELS[:1], "logistic"), (PLAIN_PIXELS, "the best of the plain rivals")):
        bar = best(cells, "german-cities", rivals, "oa", deviations=1)
        gate("german-cities", "oa", f"above {what}", bar, "landcover-small/apart", deviations=-1)
    for task in CHANGES[:3]:
        bar = best(cells, task, ("general",), "auc")
        gate(task, "auc", "above the label-free evidence", bar, REFINED)
    return "\n".join([*lines, "", words.GATES_NOTE, ""])


def render(cells: list[Cell]) -> str:
    """The whole page."""
    made_on = sorted({cell.hardware for cell in cells if cell.hardware})
    foot = "Computed on: " + "; ".join(made_on) + "." if made_on else ""
    sections = [section(task, cells) for task in TASKS]
    return "\n".join([words.HEAD, *sections, gates(cells), foot]).rstrip() + "\n"
