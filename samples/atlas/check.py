#!/usr/bin/env python3
"""Runs atlas on the real registries, on damaged ones and against every refusal, and asks sqlite3 what is true."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ATLAS, DAMAGED = sys.argv[1:3]
REAL = pathlib.Path("/usr/share/iso-codes/json")
FILES = {"iso_3166-1": ("3166-1", "country"), "iso_3166-2": ("3166-2", "subdivision"), "iso_639-3": ("639-3", "language"),
         "iso_4217": ("4217", "currency"), "iso_15924": ("15924", "script")}
passed = failed = 0


def check(claim, truth, *shown):
    global passed, failed
    passed, failed = passed + bool(truth), failed + (not truth)
    if not truth:
        print("FAILED:", claim, *shown)


def atlas(db, *args):
    return subprocess.run([ATLAS, "--db", str(db), *map(str, args)], capture_output=True, text=True, timeout=120)


def count(db, table):
    """By the sqlite3 program: independent of pewit."""
    out = subprocess.run(["sqlite3", f"file:{db}?mode=ro", f"SELECT count(*) FROM {table}"], capture_output=True, text=True)
    return int(out.stdout or -1)


def read(path, key):
    return json.loads(path.read_text())[key]


def the_real_registries(folder):
    db = folder / "real.db"
    first = atlas(db, "import", REAL)
    check("import succeeds", first.returncode == 0, first.stderr)
    check("no progress bar in a pipe", first.stderr == "", first.stderr)
    total = 0
    for file, (key, table) in FILES.items():
        records = read(REAL / f"{file}.json", key)
        total += len(records)
        check(f"every record of {file} is stored", count(db, table) == len(records), count(db, table), len(records))
        check(f"{file} says so", f"{file}.json: {len(records)} read, {len(records)} added, 0 changed, 0 unchanged, 0 lost" in first.stdout)
    check("as many stored as read", first.stdout.endswith(f"{total} read, {total} stored\n"), first.stdout)
    parents = sum("parent" in record for record in read(REAL / "iso_3166-2.json", "3166-2"))
    check("every parent is stored", count(db, "subdivision WHERE parent IS NOT NULL") == parents)

    again = atlas(db, "import", REAL)
    check("a second import changes nothing", again.returncode == 0 and "0 added, 0 changed, 5127 unchanged" in
          again.stdout.replace(str(len(read(REAL / "iso_3166-2.json", "3166-2"))), "5127"), again.stdout)
    subprocess.run(["sqlite3", db, "UPDATE country SET name = 'Elsewhere' WHERE code = 'AW'"], check=True)
    check("it brings up to date what differs", "1 changed, 248 unchanged" in atlas(db, "import", REAL).stdout)

    shown = json.loads(atlas(db, "show", "AZ-BAB", "--json").stdout)
    check("show finds a subdivision", shown == [{"kind": "subdivision", "code": "AZ-BAB", "name": "Babək", "in": "Azerbaijan"}], shown)
    check("show says when there is none", atlas(db, "show", "nothing").returncode == 1)
    found = atlas(db, "search", "zürich").stdout + atlas(db, "search", "Zürich").stdout
    check("search finds a name", "CH-ZH" in found, found)
    check("search takes % as it is", atlas(db, "search", "%").stdout == "")

    lines = json.loads(atlas(db, "report", "--json").stdout)
    with sqlite3.connect(db) as connection:
        truth = connection.execute("""SELECT c.code, c.name, count(s.code), coalesce(max(s.level), 0) FROM country c LEFT JOIN subdivision s
                                      ON s.country = c.code GROUP BY c.code ORDER BY 3 DESC, c.name""").fetchall()
    check("report agrees with SQL", [tuple(line.values()) for line in lines] == truth)
    table = atlas(db, "report", "--limit", 3).stdout.splitlines()
    check("the table is aligned", len(table) == 4 and table[0].split() == ["code", "country", "subdivisions", "levels"], table)


def damaged_records(folder):
    db = folder / "damaged.db"
    run = atlas(db, "import", DAMAGED)
    check("lost records are told by the exit code", run.returncode == 1)
    for reason in ["iso_3166-1.json, record 2 (FR): no name", "record 4 (AD): duplicate code AD", 'record 5 (ITA): alpha_2 "ITA"',
                   "record 6 (XX): ", "iso_3166-2.json, record 2 (AD-03): unknown parent AD-99", "record 4 (AD-04): unknown parent AD-05",
                   "record 5 (AD-05): unknown parent AD-04", "record 6 (ZZ-01): unknown country ZZ", "record 7 (AD-06): name is empty",
                   "record 8 (without a code): "]:
        check(f"it says: {reason}", reason in run.stderr, run.stderr)
    check("only the damaged records are lost", (count(db, "country"), count(db, "subdivision")) == (2, 2),
          count(db, "country"), count(db, "subdivision"))

    db = folder / "nothing.db"
    run = atlas(db, "import", DAMAGED, "--all-or-nothing")
    check("all or nothing: nothing", run.returncode == 1 and (count(db, "country"), count(db, "subdivision")) == (0, 0), run.stdout)


def refusals(folder):
    def refused(claim, run, *texts):
        lines = run.stderr.splitlines()
        check(claim, run.returncode == 2 and len(lines) == 1 and all(text in lines[0] for text in texts), run.returncode, run.stderr)

    refused("a bad path", atlas(folder / "a.db", "import", folder / "nowhere"), "nowhere")
    check("a bad path makes no database", not (folder / "a.db").exists())
    refused("no database to ask", atlas(folder / "a.db", "report"), "a.db")
    check("asking makes no database", not (folder / "a.db").exists())
    broken = folder / "broken"
    broken.mkdir()
    (broken / "iso_4217.json").write_text(json.dumps({"4217": read(REAL / "iso_4217.json", "4217")}))
    (broken / "iso_639-3.json").write_text("{ no JSON")
    refused("a file that is not JSON", atlas(folder / "b.db", "import", broken), "iso_639-3.json", "JSON")
    check("nothing was changed", not (folder / "b.db").exists())

    db = folder / "locked.db"
    check("a database to lock", atlas(db, "import", DAMAGED).returncode == 1)
    before = db.read_bytes()
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused("a locked database", atlas(f"sqlite:///{db}?busy_timeout=100ms", "import", REAL), "locked")
    other.execute("ROLLBACK")
    other.close()
    check("a locked database is unchanged", count(db, "country") == 2)

    db.write_bytes(before)
    os.chmod(db, 0o400)
    os.chmod(folder, 0o500)
    command = [ATLAS, "--db", str(db), "import", str(REAL)]
    if os.geteuid() == 0:  # root may write anywhere, by privileges that it can give up
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    run = subprocess.run(command, capture_output=True, text=True)
    refused("a read-only database", run)
    os.chmod(folder, 0o700)
    check("a read-only database is unchanged", db.read_bytes() == before)


def interrupt(folder):
    source = folder / "many"
    source.mkdir()
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [a + b + c for a in letters for b in letters for c in letters]
    (source / "iso_4217.json").write_text(json.dumps({"4217": [{"alpha_3": c, "name": c, "numeric": "000"} for c in codes]}))
    (source / "iso_3166-1.json").write_text((REAL / "iso_3166-1.json").read_text())
    db = folder / "interrupted.db"
    run = subprocess.Popen([ATLAS, "--db", str(db), "import", str(source)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    while run.poll() is None and not (db.exists() and count(db, "country") > 0):
        time.sleep(0.005)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    check("Ctrl-C ends it", run.returncode == 130 and "interrupted" in said, run.returncode, said)
    check("Ctrl-C rolls the file back, and only that", (count(db, "country"), count(db, "currency")) == (249, 0))


for each in [the_real_registries, damaged_records, refusals, interrupt]:
    with tempfile.TemporaryDirectory() as name:
        each(pathlib.Path(name))
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
