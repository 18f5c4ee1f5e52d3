"""Create the engine's Python environment from the locks: ``python models/install.py --target DIR``.

Needs only the standard library and starts in any Python from 3.9 on, QGIS's own, say; where that one cannot
run the engine, another is looked for on the PATH. A new environment is built beside the target, verified and
then put in place, so a failed or cancelled install leaves a working engine as it was. pip keeps the user's
configuration (mirrors, proxies, folders of wheels).
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

if __name__ == "__main__":
    # As a script this file's own folder would come first, and its modules would hide others of their names.
    sys.path[:] = [
        str(Path(__file__).resolve().parent.parent),
        *(p for p in sys.path if p != str(Path(__file__).resolve().parent)),
    ]

from models.environment.building import carry_out, hand_over, remove_outdated
from models.environment.computer import find_interpreter, this_computer, unsupported_interpreter
from models.environment.reporting import InstallError, Reporter
from models.environment.variants import Plan, check_space, in_words, interpreter_in, make_plan


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description="Create the engine's Python environment from the locks.")
    parser.add_argument("--target", type=Path, required=True, help="the environment's folder")
    parser.add_argument(
        "--variant", choices=("auto", "cpu", "cuda"), default="auto", help="which build of PyTorch"
    )
    parser.add_argument("--dev", action="store_true", help="also what tests and linting need")
    parser.add_argument(
        "--prune", action="store_true", help="remove the plugin's earlier engines beside the target"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and its size")
    parser.add_argument("--json", action="store_true", help="print one event a line, for programs")
    return parser.parse_args(arguments)


def announce(plan: Plan, reporter: Reporter) -> None:
    """Say what will be downloaded and how much, before anything is."""
    reporter.event(
        "plan",
        target=str(plan.target),
        action=plan.action,
        variant=plan.variant.name,
        title=plan.variant.title,
        lists=list(plan.lists),
        download_bytes=plan.download,
        disk_bytes=plan.disk,
    )
    for note in plan.notes:
        reporter.message(note)
    if plan.action == "nothing":
        reporter.message(f"The engine in {plan.target} is up to date.")
        return
    what = "the developers' tools" if plan.action == "add" else f"the engine with {plan.variant.title}"
    reporter.message(
        f"To download: about {in_words(plan.download)} for {what} (less where pip has it already); "
        f"up to {in_words(plan.disk)} on the disk of {plan.target} while installing."
    )


def install(options: argparse.Namespace, reporter: Reporter) -> None:
    """Plan, announce and carry out an install.

    Raises:
        InstallError: it could not be done.
    """
    plan = make_plan(options.target.expanduser().absolute(), options.variant, options.dev, this_computer())
    announce(plan, reporter)
    if options.dry_run:
        return
    changed = plan.action != "nothing"
    if changed:
        check_space(plan)
        versions = carry_out(plan, reporter)
        reporter.progress(1.0, "Done")
        if plan.variant.name == "cuda" and versions["device"] != "cuda":
            reporter.message("PyTorch cannot use the GPU here and will compute on the processor.", "warning")
        reporter.message(f"The engine is ready: torch {versions['torch']}, rasterio {versions['rasterio']}.")
    if options.prune:
        for removed in remove_outdated(plan.target):
            reporter.message(f"Removed the earlier engine in {removed}.")
    reporter.event(
        "result", target=str(plan.target), interpreter=str(interpreter_in(plan.target)), changed=changed
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the installer; 0 done, 2 not possible here, 130 cancelled."""
    options = parse(arguments)
    reporter = Reporter(options.json)
    # A cancelled install cleans up after itself.
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        refusal = unsupported_interpreter()
        if refusal:
            other = find_interpreter()
            if other is None:
                raise InstallError("install.python", refusal, "Install one from python.org or your system.")
            reporter.message(f"{refusal} Using {other}.")
            return hand_over(other, sys.argv[1:] if arguments is None else arguments)
        install(options, reporter)
    except InstallError as error:
        reporter.event("error", code=error.code, message=error.message, advice=error.advice)
        if not reporter.as_json:
            print(f"install: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        message = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        reporter.event("error", code="install.system", message=message, advice="")
        if not reporter.as_json:
            print(f"install: {message}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        reporter.event("error", code="cancelled", message="Cancelled; nothing was changed.", advice="")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
