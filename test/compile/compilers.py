"""What both compile tests share: the compilers that are here, and one run of one of them."""

import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import shutil
import subprocess

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion"]


def arguments(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--include", required=True, help="where pewit/ lies")
    parser.add_argument("--compiler", action="append", required=True, help="skipped when it is not installed")
    parser.add_argument("--stamp", help="a file that remembers what passed last: nothing is compiled when all is as it was")
    parser.add_argument("--self-test", action="store_true", help="show that the check finds what it must find")
    return parser


def available(names: list[str]) -> list[str]:
    return [name for name in names if shutil.which(name)]


def compile_file(compiler: str, file: str, include: str, *more: str) -> subprocess.CompletedProcess:
    command = [compiler, "-std=c++20", "-x", "c++", "-I", include, *WARNINGS, *more, file]
    environment = os.environ | {"LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def compile_header(compiler: str, header: str, include: str) -> None:
    """Makes header.gch, which g++ takes instead of the header."""
    command = [compiler, "-std=c++20", "-x", "c++-header", "-I", include, *WARNINGS, header, "-o", f"{header}.gch"]
    subprocess.run(command, check=True)


def in_parallel(function, items):
    """The results in the order of the items."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))


def fingerprint(options, *more_files: pathlib.Path) -> str:
    """Changes with any header, any of these files, these scripts and the compilers."""
    seen = hashlib.sha256()
    scripts = pathlib.Path(__file__).parent.glob("*.py")
    for file in sorted([*pathlib.Path(options.include).rglob("*.hpp"), *more_files, *scripts]):
        seen.update(f"{file}\n".encode() + file.read_bytes())
    for name in available(options.compiler):
        seen.update(subprocess.run([name, "--version"], capture_output=True, check=True).stdout)
    return seen.hexdigest()


def passed_before(options, now: str) -> bool:
    stamp = pathlib.Path(options.stamp)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == now


def remember(options, now: str) -> None:
    pathlib.Path(options.stamp).write_text(now, encoding="utf-8")


def check_once(options, files: list[pathlib.Path], check_all) -> int:
    """check_all(options) → True when all is well; left out when it was and nothing changed."""
    now = fingerprint(options, *files)
    if passed_before(options, now):
        print("nothing changed since this passed")
        return 0
    if not check_all(options):
        return 1
    remember(options, now)
    return 0
