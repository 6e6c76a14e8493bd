#!/usr/bin/python3
"""Stands in for `cascade` where a test is about job scripts: it counts to --samples, a number every 20 ms.

It keeps the contract the scripts rely on: --help names the options scripts look for, --dump-config prints the options,
USR1 and the time limit save the count in --checkpoint and end with 75; TERM ends at once, also with 75. --k 666 saves what it
found and no more; --k 65 ends with that code; --k 1000 hears nothing in its first two seconds. Rank 0 writes the arguments it
was given into --out.
"""
import json
import os
import pathlib
import signal
import sys
import time

OPTIONS = ("graph", "k", "samples", "out", "checkpoint", "threads", "time-limit")
HELP = "options:\n  --checkpoint DIR\n  --time-limit HH:MM:SS\n  --dump-config\n  --threads T\n"
RANK = int(os.environ.get("OMPI_COMM_WORLD_RANK", os.environ.get("PMIX_RANK", "0")))


def read(words):
    options, words = {}, list(words)
    while words:
        name, equals, value = words.pop(0).removeprefix("--").partition("=")
        if name == "dump-config":
            options[name] = ""
        elif name in OPTIONS:
            options[name] = value if equals else words.pop(0)
        else:
            sys.exit(print(f"stand-in: error: no option --{name}", file=sys.stderr) or 2)
    return options


def quoted(value):
    if value == value.strip() and "\n" not in value and not value.startswith('"'):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def seconds(text):
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def main():
    verb, *words = sys.argv[1:]
    if words == ["--help"]:
        return print(HELP)
    options = read(words)
    if options.pop("dump-config", None) is not None:
        print(f"[{verb}]")
        return [print(f"{name} = {quoted(value)}") for name, value in options.items()]
    came = []
    for one in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(one, lambda number, frame: came.append(number))
    signal.signal(signal.SIGTERM, lambda *unused: os._exit(75))
    if options["k"] == "65":
        sys.exit(65)
    if options["k"] == "1000":
        time.sleep(2)
        came.clear()
    manifest = pathlib.Path(options.get("checkpoint", "kept")) / "1" / "MANIFEST.json"
    began, counted = time.monotonic(), 0
    if manifest.exists():
        counted = json.loads(manifest.read_text())["counts"]["samples_drawn"]
    found, limit = counted, seconds(options.get("time-limit", "99:00:00"))
    print(f"counting from {counted}", flush=True)

    def save():
        if RANK == 0:
            manifest.parent.mkdir(parents=True, exist_ok=True)
            kept = found if options["k"] == "666" else counted
            manifest.write_text(json.dumps({"counts": {"samples_drawn": kept}}, indent=2))

    while counted < int(options["samples"]):
        time.sleep(0.02)
        counted += 1
        if signal.SIGUSR1 in came or time.monotonic() - began > limit:
            save()
            sys.exit(75)
        if came:
            came.clear()
            save()
    if RANK == 0:
        out = pathlib.Path(options["out"])
        out.mkdir(parents=True, exist_ok=True)
        (out / "arguments.json").write_text(json.dumps(sys.argv[1:]))
        (out / "MANIFEST.json").write_text("{}")


if __name__ == "__main__":
    main()
