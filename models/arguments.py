"""What the command line takes: one parser a command, and a job's parameters from what it found."""

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

import models

COMMANDS = {
    "segment": "classify the land cover of a scene",
    "change": "find what changed between two dates",
    "scenes": "label the cells of a grid over a scene, or polygons",
    "threshold": "make a new change mask from an evidence raster",
    "embed": "compute the features that a network sees in a scene",
    "reconstruct": "hide parts of a scene and let the network fill them in",
    "train": "train a network on your own data",
    "describe": "say what a scene is",
    "convert": "make a model of the catalog from an official checkpoint",
    "inspect": "say what a checkpoint is",
    "estimate": "say how long a job would take",
    "doctor": "examine the engine and this computer",
    "catalog": "list the models: shipped, your own, and official ones to download",
    "fetch": "download official weights and make a model of the catalog of them",
    "verify": "compare models with the hashes that their cards state",
    "delete": "delete one of your own models",
    "worker": "serve jobs over standard input and output (the plugin starts this)",
}
TASKS = (
    "segment",
    "change",
    "scenes",
    "threshold",
    "convert",
    "inspect",
    "fetch",
    "verify",
    "delete",
    "embed",
    "reconstruct",
    "train",
)
ESTIMATED = ("segment", "change", "scenes", "embed", "reconstruct")

METHODS = ("general", "refined", "vegetation", "built-up", "ir-mad", "spectralgpt")
SCALINGS = ("chip-minmax", "scene-percentiles")
SPECTRAL_GROUPS = ("sentinel-2", "all-bands")

_NEGATIVE = re.compile(r"-(\d|\.\d|inf)")


class UsageError(Exception):
    """The command line makes no sense; the text says why."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` in place of printing its usage."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(
            prog=f"python -m models {command}".strip(), description=description, allow_abbrev=False
        )

    def error(self, message: str) -> NoReturn:
        """Raise the error."""
        raise UsageError(message)


def overview() -> str:
    """The help of ``python -m models``."""
    commands = "\n".join(f"  {name:10} {text}" for name, text in COMMANDS.items())
    return (
        f"SpectralGPT engine {models.__version__}\n\nusage: python -m models COMMAND …\n\n{commands}\n\n"
        "python -m models COMMAND --help says more."
    )


def parse(command: str, arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments behind a command.

    Raises:
        UsageError: they make no sense.
    """
    if command == "estimate":
        task = next((a for a in arguments if not a.startswith("-")), "")
        if task not in ESTIMATED:
            known = " or ".join((", ".join(ESTIMATED[:-1]), ESTIMATED[-1]))
            if {"-h", "--help"} & set(arguments):
                raise UsageError(f"estimate TASK …: TASK is {known}, … what the task takes")
            raise UsageError(f"estimate which task? Say {known}, then what the task takes")
        rest = list(arguments)
        rest.remove(task)
        found = _parser(task, estimating=True).parse_intermixed_args(_join_negatives(rest))
        found.task = task
    else:
        found = _parser(command).parse_intermixed_args(_join_negatives(arguments))
        found.task = command
    if found.task == "change":
        _pair_up(found)
    return found


def job_parameters(found: argparse.Namespace) -> dict[str, Any]:
    """The parameters of the job that was asked for: everything given, but for how to report."""
    skipped = {"json", "task", "dates", "verbose"}
    return {
        name: value
        for name, value in vars(found).items()
        if name not in skipped and value is not None and value is not False
    }


def _parser(command: str, estimating: bool = False) -> Parser:
    parser = Parser(command, f"{COMMANDS[command].capitalize()}.")
    if command == "segment":
        parser.add_argument("scene", nargs="+", metavar="SCENE", help=_SCENE)
        _add_output(parser, not estimating, "OUT.tif")
        parser.add_argument(
            "--confidence", metavar="FILE", help="also write the probability in percent (.tif)"
        )
        parser.add_argument("--polygons", metavar="FILE", help="also write the patches (.gpkg)")
        _add_network_input(parser)
        _add_scene_options(parser)
        _add_run_options(parser)
    elif command == "change":
        parser.add_argument("dates", nargs="*", metavar="BEFORE AFTER", help="one path for each date")
        parser.add_argument("--before", nargs="+", metavar="FILE", help="the earlier scene's files")
        parser.add_argument("--after", nargs="+", metavar="FILE", help="the later scene's files")
        _add_output(parser, not estimating, "OUT.tif")
        parser.add_argument(
            "--after-radiometry", metavar="SCALE,OFFSET|auto", help="the later scene's, where it differs"
        )
        parser.add_argument(
            "--after-bands", metavar="1=B02,…|auto", help="the later scene's, where they differ"
        )
        parser.add_argument("--method", choices=METHODS, help="what counts as change (general)")
        parser.add_argument("--evidence", metavar="FILE", help="also write the evidence, 0 to 100 (.tif)")
        parser.add_argument("--from-to", metavar="FILE", help="also write which class became which (.tif)")
        parser.add_argument("--threshold", metavar="T", help="otsu, ki, or a number from 0 to 100")
        _add_network_input(parser)
        _add_scene_options(parser)
        _add_run_options(parser)
    elif command == "scenes":
        _add_scenes(parser, estimating)
    elif command == "threshold":
        parser.add_argument(
            "evidence", metavar="EVIDENCE", help="the evidence raster that change has written"
        )
        _add_output(parser, True, "OUT.tif")
        parser.add_argument("--threshold", metavar="T", help="otsu, ki, or a number from 0 to 100 (otsu)")
        _add_min_area(parser)
        parser.add_argument("--overwrite", action="store_true", help="replace existing files")
    elif command == "embed":
        parser.add_argument("scene", nargs="+", metavar="SCENE", help=_SCENE)
        _add_output(parser, not estimating, "OUT.tif")
        parser.add_argument(
            "--type", choices=("float16", "int8"), help="how the features are stored (float16)"
        )
        parser.add_argument("--pca", metavar="FILE", help="also write a picture of the features (.tif)")
        parser.add_argument(
            "--spectral-groups",
            choices=SPECTRAL_GROUPS,
            help="all-bands: also what lies between Sentinel-2's bands (experimental)",
        )
        _add_network_input(parser)
        _add_scene_options(parser)
        _add_run_options(parser, patches=False)
    elif command == "reconstruct":
        _add_reconstruction(parser, estimating)
    elif command == "convert":
        parser.add_argument("source", metavar="IN", help="a .pth or .safetensors of SpectralGPT")
        parser.add_argument("--output", metavar="DIR", help="folder of the model (your models' folder)")
        parser.add_argument("--id", metavar="ID", help="name in the catalog (from the file's name)")
        parser.add_argument(
            "--recipe", metavar="NAME", help="how a scene classifier was trained (told from its outputs)"
        )
        parser.add_argument("--overwrite", action="store_true", help="replace existing files")
    elif command == "inspect":
        parser.add_argument("source", metavar="FILE", help="a .pth or .safetensors of SpectralGPT")
    elif command == "fetch":
        _add_fetch(parser)
    elif command == "verify":
        parser.add_argument("ids", nargs="*", metavar="ID", help="models of the catalog (all)")
    elif command == "delete":
        parser.add_argument("id", metavar="ID", help="a model of your own, or a download that has not ended")
    elif command == "train":
        parser.add_argument("config", nargs="?", metavar="CONFIG", help="the run's settings (.toml or .json)")
        parser.add_argument(
            "--check", action="store_true", help="say what would be trained on what, and stop"
        )
        parser.add_argument("--keys", action="store_true", help="list all settings with their defaults")
        parser.add_argument("--device", help="cpu, cuda, cuda:1 or mps, whatever the settings say")
        parser.add_argument("--overwrite", action="store_true", help="start anew, and replace the model")
    elif command == "describe":
        parser.add_argument("scene", nargs="+", metavar="SCENE", help=_SCENE)
        _add_scene_options(parser)
    elif command == "doctor":
        parser.add_argument("--device", help="examine only this one: cpu, cuda, cuda:1 or mps")
    parser.add_argument("--json", action="store_true", help="one event a line on standard output")
    parser.add_argument("--verbose", action="store_true", help="show what the libraries log")
    return parser


_SCENE = "a raster, a VRT, a product folder or zip, or the files of one scene (one a band)"


def _add_output(parser: Parser, required: bool, example: str) -> None:
    parser.add_argument("--output", required=required, metavar=example, help="the raster to make")


def _add_min_area(parser: Parser) -> None:
    parser.add_argument(
        "--min-area", type=int, metavar="PIXELS", help="smaller patches become part of their neighbour"
    )


def _add_scenes(parser: Parser, estimating: bool) -> None:
    parser.add_argument("scene", nargs="+", metavar="SCENE", help=_SCENE)
    parser.add_argument("--output", required=not estimating, metavar="OUT.gpkg", help="the layer to make")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--cell", metavar="640|64px", help="side of a cell in metres or pixels (what the model learned from)"
    )
    ways.add_argument("--polygons", metavar="FILE", help="label these polygons instead of cells")
    parser.add_argument(
        "--threshold", metavar="P", help="of a model of several labels: what a label needs to hold (0.5)"
    )
    _add_scaling(parser)
    _add_response(parser)
    _add_scene_options(parser)
    _add_run_options(parser, patches=False)


def _add_reconstruction(parser: Parser, estimating: bool) -> None:
    parser.add_argument("scene", nargs="+", metavar="SCENE", help=_SCENE)
    _add_output(parser, not estimating, "OUT.tif")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--share", metavar="S", help="hide this share of the tokens, by chance (0.75)")
    ways.add_argument("--groups", metavar="1,3,…", help="hide these spectral groups of three bands")
    ways.add_argument("--polygons", metavar="FILE", help="hide what polygons touch, such as clouds")
    parser.add_argument("--seed", type=int, metavar="N", help="of the chance (0)")
    parser.add_argument("--error", metavar="FILE", help="also write the error in reflectance (.tif)")
    parser.add_argument("--spectra", metavar="FILE", help="also write mean spectra of what was hidden (.csv)")
    _add_network_input(parser)
    _add_scene_options(parser)
    _add_run_options(parser, patches=False)


def _add_fetch(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="of official weights, as catalog lists them")
    parser.add_argument(
        "--proxy",
        metavar="URL|direct",
        help="of an HTTP proxy (the system's; HTTPS_PROXY keeps a password out of the list of processes)",
    )
    parser.add_argument("--keep", action="store_true", help="keep the downloaded file beside the model")
    parser.add_argument(
        "--accept-changed", action="store_true", help="take a file that differs from the first download"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace an existing model")


def _add_network_input(parser: Parser) -> None:
    _add_scaling(parser)
    _add_response(parser)
    parser.add_argument(
        "--chip", type=int, metavar="PIXELS", help="side of an official network's chips (its own size)"
    )


def _add_response(parser: Parser) -> None:
    parser.add_argument(
        "--response",
        metavar="FILE.csv",
        help="spectral responses of Sentinel-2's bands, to resample narrow bands by (Gaussians)",
    )


def _add_scaling(parser: Parser) -> None:
    parser.add_argument(
        "--scaling", choices=SCALINGS, help="of an official network's input: by chip (as trained) or by scene"
    )


def _add_scene_options(parser: Parser) -> None:
    parser.add_argument("--region", metavar="FILE|minx,miny,maxx,maxy", help="polygons, or the scene's CRS")
    parser.add_argument(
        "--radiometry", metavar="SCALE,OFFSET", help="reflectance = (number + OFFSET) * SCALE"
    )
    parser.add_argument("--bands", metavar="1=B02,2=B03,…", help="what the bands are")
    parser.add_argument("--nodata", metavar="V", help="the number of pixels without data")
    parser.add_argument(
        "--mask", metavar="FILE[:values]", help="a raster whose values (all but 0) are invalid; scl:cloud,…"
    )


def _add_run_options(parser: Parser, patches: bool = True) -> None:
    parser.add_argument("--model", metavar="ID", help="a model of the catalog")
    if patches:
        _add_min_area(parser)
    parser.add_argument("--device", metavar="auto|cpu|cuda|mps", help="where to compute (auto)")
    parser.add_argument("--batch", type=int, metavar="N", help="windows computed at once")
    parser.add_argument("--resume", action="store_true", help="go on where an earlier run has stopped")
    parser.add_argument("--overwrite", action="store_true", help="replace existing files")


def _pair_up(found: argparse.Namespace) -> None:
    """Turn BEFORE AFTER into --before and --after."""
    dates: list[str] = found.dates
    if dates:
        if found.before or found.after:
            raise UsageError("give BEFORE AFTER or --before … --after …, not both")
        if len(dates) != 2:
            raise UsageError(
                f"give one path for each date, not {len(dates)}; --before … --after … take several files"
            )
        found.before, found.after = [dates[0]], [dates[1]]
    if not found.before or not found.after:
        raise UsageError("two dates are needed: BEFORE AFTER, or --before … --after …")


def _join_negatives(arguments: Sequence[str]) -> list[str]:
    """Join ``--region -75.7,36.9`` to one word: argparse takes a word that begins with - for an option."""
    joined: list[str] = []
    for argument in arguments:
        before = joined[-1] if joined else ""
        if _NEGATIVE.match(argument) and before.startswith("--") and "=" not in before:
            joined[-1] = f"{before}={argument}"
        else:
            joined.append(argument)
    return joined
