"""What both compile tests share: the compilers that are here, and one run of one of them."""

import argparse
import concurrent.futures
import os
import shutil
import subprocess

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion"]


def arguments(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--include", required=True, help="where pewit/ lies")
    parser.add_argument("--compiler", action="append", required=True, help="skipped when it is not installed")
    parser.add_argument("--self-test", action="store_true", help="show that the check finds what it must find")
    return parser


def available(names: list[str]) -> list[str]:
    return [name for name in names if shutil.which(name)]


def compile_file(compiler: str, file: str, include: str, *more: str) -> subprocess.CompletedProcess:
    command = [compiler, "-std=c++20", "-x", "c++", "-I", include, *WARNINGS, *more, file]
    environment = os.environ | {"LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def in_parallel(function, items):
    """The results in the order of the items."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))
