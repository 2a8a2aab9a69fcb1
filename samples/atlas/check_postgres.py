#!/usr/bin/env python3
"""Imports the real registries into PostgreSQL and asks psql what is there; reports must be those of SQLite."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ATLAS = sys.argv[1]
REAL = pathlib.Path("/usr/share/iso-codes/json")
SERVER = os.environ["PEWIT_TEST_POSTGRES"]
SCHEMA = f"atlas_{os.getpid()}"
TABLES = ["country", "subdivision", "language", "currency", "script"]
failed = 0


def check(claim, truth, *shown):
    global failed
    failed += not truth
    print("ok     " if truth else "FAILED:", claim, *(() if truth else shown))


def atlas(db, *args):
    return subprocess.run([ATLAS, "--db", str(db), *map(str, args)], capture_output=True, text=True, timeout=300)


def psql(sql):
    return subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", SERVER, "-c", sql], capture_output=True, text=True,
                          check=True).stdout.strip()


def main():
    url = f"{SERVER}{'&' if '?' in SERVER else '?'}search_path={SCHEMA}"
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "atlas.db"
        here, there = atlas(file, "import", REAL), atlas(url, "import", REAL)
        check("both imports succeed", here.returncode == there.returncode == 0, here.stderr, there.stderr)
        check("and say the same", here.stdout == there.stdout, there.stdout)
        check("a second import changes nothing", " 0 added, 0 changed" in atlas(url, "import", REAL).stdout)
        for table in TABLES:
            mine = subprocess.run(["sqlite3", file, f"SELECT count(*) FROM {table}"], capture_output=True, text=True).stdout.strip()
            check(f"psql counts as many rows of {table}", psql(f"SELECT count(*) FROM {SCHEMA}.{table}") == mine, mine)
        for command in (["report", "--json"], ["show", "AZ-BAB", "--json"], ["search", "Zürich", "--json"]):
            one, other = atlas(file, *command), atlas(url, *command)
            check(f"{command[0]} shows the same", other.returncode == 0 and one.stdout == other.stdout, other.stderr, other.stdout[:300])


if not REAL.exists() or not shutil.which("psql") or not shutil.which("sqlite3"):
    print("skipped: needs iso-codes, psql and sqlite3")
    sys.exit(77)
psql(f"CREATE SCHEMA {SCHEMA}")
try:
    main()
finally:
    psql(f"DROP SCHEMA {SCHEMA} CASCADE")
sys.exit(1 if failed else 0)
