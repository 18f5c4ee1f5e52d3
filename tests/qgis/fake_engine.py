"""A small engine that speaks the worker protocol, for tests that need no network and no torch.

What a run does is said by its job's parameters: ``steps`` (progress events before the result), ``eta`` (the
seconds that they claim are left), ``behave``:
``finish`` (default), ``wait`` (until cancelled), ``deaf`` (until killed), ``die`` (ends itself), ``refuse``.
How it greets is said by its first argument: ``normal``, ``silent``, ``other-version``, ``babble``,
``incomplete``. A run with an ``output`` leaves its job as JSON beside it, one with a ``pid_file`` its
process's id.
"""

import json
import os
import queue
import struct
import sys
import threading
import time
from pathlib import Path

_write_lock = threading.Lock()


def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    with _write_lock:
        sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
        sys.stdout.buffer.flush()


def receive():
    header = sys.stdin.buffer.read(4)
    if len(header) < 4:
        return None
    return json.loads(sys.stdin.buffer.read(struct.unpack(">I", header)[0]))


def event(request_id, kind, **params):
    send({"method": "event", "params": {"id": request_id, "event": kind, **params}})


class Runs(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.queue = queue.Queue()
        self.cancelled = set()

    def run(self):
        while True:
            request_id, job = self.queue.get()
            self.work(request_id, job, job["parameters"])

    def work(self, request_id, job, parameters):
        behave = parameters.get("behave", "finish")
        if parameters.get("pid_file"):
            Path(parameters["pid_file"]).write_text(str(os.getpid()))
        for step in range(parameters.get("steps", 1)):
            share = (step + 1) / (parameters.get("steps", 1) + 1)
            event(request_id, "progress", fraction=share, text="working", eta_s=parameters.get("eta"))
        if parameters.get("warn"):
            event(request_id, "message", level="warning", text=parameters["warn"], code="test")
        if behave == "die" and not parameters.get("resume"):
            print("something terrible", file=sys.stderr, flush=True)
            os._exit(3)
        while behave == "deaf":
            time.sleep(0.05)
        while behave == "wait" and request_id not in self.cancelled and not parameters.get("resume"):
            time.sleep(0.01)
        if request_id in self.cancelled:
            send(
                {
                    "id": request_id,
                    "error": {"code": -32800, "message": "Cancelled.", "data": {"code": "cancelled"}},
                }
            )
        elif behave == "refuse":
            data = {"code": "scene.missing", "advice": "Choose another file."}
            send(
                {
                    "id": request_id,
                    "error": {"code": -32000, "message": "There is no such file.", "data": data},
                }
            )
        else:
            output = parameters.get("output", "")
            if Path(output).is_absolute():
                Path(output).with_suffix(".json").write_text(json.dumps(job))
            send(
                {
                    "id": request_id,
                    "result": {"task": job["task"], "output": output, "parameters": parameters},
                }
            )


def main():
    manner = sys.argv[1] if len(sys.argv) > 1 else "normal"
    print("fake engine says hello", file=sys.stderr, flush=True)
    if manner == "incomplete":
        import a_package_that_is_missing  # noqa: F401
    if manner == "babble":
        print("Welcome to the library!", flush=True)
    runs = Runs()
    runs.start()
    while (message := receive()) is not None:
        method, params, request_id = message["method"], message.get("params", {}), message["id"]
        if method == "handshake" and manner == "silent":
            continue
        if method == "handshake":
            protocol = 99 if manner == "other-version" else 1
            devices = [{"id": "cpu", "name": "Test processor", "default": True}]
            info = {"protocol": protocol, "engine": "0.1.0", "python": "3", "torch": "0", "packages": {}}
            send({"id": request_id, "result": {**info, "devices": devices, "pid": os.getpid()}})
        elif method == "run":
            runs.queue.put((request_id, params["job"]))
        elif method == "cancel":
            runs.cancelled.add(params["id"])
            send({"id": request_id, "result": True})
        elif method == "shutdown":
            send({"id": request_id, "result": True})
            return
        elif method == "environment":
            send({"id": request_id, "result": dict(os.environ)})
        elif method == "doctor":
            send({"id": request_id, "result": {"ready": True, "problems": [], "verdict": "examined"}})
        elif method == "catalog":
            send({"id": request_id, "result": []})
        elif method == "ponder":
            continue
        else:
            error = {
                "code": -32601,
                "message": f"unknown method {method}",
                "data": {"code": "protocol.method"},
            }
            send({"id": request_id, "error": error})


if __name__ == "__main__":
    main()
