#!/usr/bin/env python3
"""Holds the SQL of all golden cases, up and down, against squawk, a linter for migrations that others wrote.

    tests/squawk/check.py --tool build/dev/schemadiff [--squawk PROGRAM]

The plans of the cases are those for tables that hold rows. Where the files of a case are a server's plan (undecided.txt),
whose tables are empty, it is planned again with --online-ddl. Every finding needs an exception in exceptions.txt, and
every exception a finding. squawk is fetched with npm into build/squawk, once; where it cannot be had the exit code is 77.
"""
import argparse
import collections
import fnmatch
import json
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
CASES = TOP / "fixtures" / "cases"
VERSION = "2.66.0"
SKIPPED = 77


def fetched_squawk():
    folder = TOP / "build" / "squawk"
    program = folder / "node_modules" / ".bin" / "squawk"
    if not program.exists():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", folder, f"squawk-cli@{VERSION}"],
                           check=True, timeout=60, capture_output=True)
        except (OSError, subprocess.SubprocessError) as problem:
            print(f"squawk {VERSION} cannot be fetched, so nothing is checked: {problem}")
            sys.exit(SKIPPED)
    return program


def planned_again(tool, case):
    return subprocess.run([tool, "plan", "--from", case / "before.yaml", "--to", case / "after.yaml", "--online-ddl",
                           "--no-prove", "--format", "sql"], check=True, capture_output=True, text=True).stdout


def scripts(tool):
    for case in sorted(path.parent for path in CASES.glob("*/*/up.sql")):
        if (case / "undecided.txt").exists():
            yield case, "up", planned_again(tool, case)
            continue
        for direction in ("up", "down"):
            yield case, direction, (case / f"{direction}.sql").read_text(encoding="utf-8")


# Commands of psql are no SQL, but the lines keep their numbers.
def without_psql(script):
    return "\n".join("" if line.startswith("\\") else line for line in script.split("\n"))


class Finding:
    def __init__(self, found, case, direction, script):
        lines = script.split("\n")
        # squawk counts from 0, and begins with the comments above a statement.
        first = last = min(found["line"], len(lines) - 1)
        while last < len(lines) - 1 and (not lines[last] or lines[last].startswith("--")):
            last += 1
        while first > 0 and lines[first]:
            first -= 1
        self.rule = found["rule_name"]
        self.case = case.relative_to(CASES).as_posix()
        self.statement = lines[last]
        self.hazards = {line.split()[2].rstrip(":") for line in lines[first:last] if line.startswith("-- hazard ")}
        self.place = f"{self.case}/{direction}.sql:{last + 1}"

    def is_covered_by(self, rule, where):
        if rule != self.rule:
            return False
        word, _, name = where.partition(" ")
        return where == "everywhere" or fnmatch.fnmatch(self.case, where) or (word == "hazard" and name in self.hazards)


def findings(squawk, tool):
    with tempfile.TemporaryDirectory() as folder:
        places = {}
        for case, direction, script in scripts(tool):
            path = pathlib.Path(folder) / f"{len(places)}.sql"
            path.write_text(without_psql(script), encoding="utf-8")
            places[str(path)] = (case, direction, script)
        ran = subprocess.run([squawk, "--reporter", "json", *places], capture_output=True, text=True)
        return len(places), [Finding(one, *places[one["file"]]) for one in json.loads(ran.stdout)]


def exceptions():
    for line in (TOP / "tests" / "squawk" / "exceptions.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            rule, where, _reason = (part.strip() for part in line.split("|", 2))
            yield rule, where


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--squawk", type=pathlib.Path)
    options = parser.parse_args()

    squawk = options.squawk or fetched_squawk()
    number, found = findings(squawk, options.tool)
    used = collections.Counter()
    unanswered = []
    known = list(exceptions())
    for one in found:
        answers = [answer for answer in known if one.is_covered_by(*answer)]
        used.update(answers[:1])
        if not answers:
            unanswered.append(one)
    for one in unanswered:
        print(f"{one.place}: {one.rule}: {one.statement[:150]}")
    unused = [answer for answer in known if not used[answer]]
    for rule, where in unused:
        print(f"exceptions.txt: nothing is found by {rule} for {where}")
    for (rule, where), count in sorted(used.items()):
        print(f"{count:5} {rule} | {where}")
    print(f"{number} scripts, {len(found)} findings, {len(unanswered)} without an exception")
    sys.exit(1 if unanswered or unused else 0)


if __name__ == "__main__":
    main()
