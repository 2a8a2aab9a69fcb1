"""Runs a sample in an empty folder and compares what it prints with a file: expect_output.py PROGRAM EXPECTED"""

import difflib
import pathlib
import subprocess
import sys
import tempfile

program, expected = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
with tempfile.TemporaryDirectory() as folder:
    for time in ("first", "second"):  # a sample begins anew each time
        run = subprocess.run([program], cwd=folder, capture_output=True, text=True, check=False, timeout=50)
        wanted = expected.read_text(encoding="utf-8").splitlines(keepends=True)
        sys.stdout.writelines(difflib.unified_diff(wanted, run.stdout.splitlines(keepends=True), str(expected), f"{time} run"))
        print(run.stderr, end="")
        if run.returncode != 0 or run.stderr or run.stdout.splitlines(keepends=True) != wanted:
            sys.exit(f"{program.name}: the {time} run ended with {run.returncode}, or printed something else")
