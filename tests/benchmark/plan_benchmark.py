#!/usr/bin/env python3
"""Times `schemadiff plan` and `inspect` next to `pg_dump -s` of the same database, as ratios.

    plan_benchmark.py --server URL --tool build/release/schemadiff --maker make_schema.py [-n 100 -n 1000]

--maker is a program that prints a schema of N tables as SQL: `MAKER -n N`, and with `--changed 1` the same with 1% of its
tables changed. All figures of one N come from one run, the commands in turn; a ratio is the median of the pairs. Nothing
is proved (--no-prove): the proof's cost depends on the change and not on N. Run by hand; it is no test.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit, urlunsplit


def on_database(server, name):
    parts = urlsplit(server)
    return urlunsplit((parts.scheme, parts.netloc, "/" + name, parts.query, ""))


def psql(url, *words):
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, *words], check=True,
                   stdout=subprocess.DEVNULL)


def timed(command, expected=(0,)):
    """Wall seconds, and peak memory of the process in MB."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in expected:
        sys.exit(f"{' '.join(command)} exited {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def measure(options, tables, folder):
    urls = {}
    for name, changed in (("base", []), ("changed", ["--changed", "1"])):
        database = f"schemadiff_benchmark_{name}"
        psql(options.server, "-c", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        psql(options.server, "-c", f"CREATE DATABASE {database} TEMPLATE template0")
        urls[name] = on_database(options.server, database)
        file = os.path.join(folder, name + ".sql")
        with open(file, "w") as out:
            subprocess.run([sys.executable, options.maker, "-n", str(tables), *changed], check=True, stdout=out)
        # Not in one transaction: ten thousand tables are more locks than a server has room for.
        psql(urls[name], "-f", file)
        subprocess.run([options.tool, "inspect", "--db", urls[name], "--output", os.path.join(folder, name + ".yaml")],
                       check=True, stderr=subprocess.DEVNULL)
    plan = [options.tool, "plan", "--no-prove", "--db", urls["base"]]
    commands = {
        "pg_dump -s": ["pg_dump", "-s", "-d", urls["base"]],
        "plan, nothing to do": [*plan, os.path.join(folder, "base.yaml")],
        "plan, 1% changed": [*plan, os.path.join(folder, "changed.yaml")],
        "inspect": [options.tool, "inspect", "--db", urls["base"]],
    }
    runs = {name: [] for name in commands}
    for _ in range(options.runs + 1):
        for name, command in commands.items():
            runs[name].append(timed(command))
    dumps = runs["pg_dump -s"][1:]
    for name, figures in runs.items():
        figures = figures[1:]  # the first is a warm-up
        seconds = statistics.median(f[0] for f in figures)
        ratio = statistics.median(f[0] / d[0] for f, d in zip(figures, dumps))
        memory = max(f[1] for f in figures)
        print(f"N = {tables:6}  {name:22} {seconds:8.2f} s  {ratio:6.2f} x pg_dump  {memory:7.0f} MB", flush=True)
    for name in urls:
        psql(options.server, "-c", f"DROP DATABASE schemadiff_benchmark_{name} WITH (FORCE)")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--server", required=True, help="URL of any database on the server; a superuser's")
    ask.add_argument("--tool", default="build/release/schemadiff")
    ask.add_argument("--maker", required=True, help="program that prints a schema of N tables")
    ask.add_argument("-n", dest="tables", type=int, action="append", help="default: 100, 1000 and 10000")
    ask.add_argument("--runs", type=int, default=3)
    options = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for tables in options.tables or (100, 1000, 10000):
            measure(options, tables, folder)


if __name__ == "__main__":
    main()
