"""Installs the build into a staging folder, moves it, and builds and runs a program against it: once through
pkg-config, once through CMake. Then looks at what the program and the library are linked with."""

import argparse
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    if done.returncode != 0:
        sys.exit(f"failed: {shlex.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def install(options, work: pathlib.Path) -> pathlib.Path:
    """The prefix, at a place that the build did not know of."""
    run("meson", "install", "-C", options.build, "--no-rebuild", "--quiet", "--destdir", str(work / "staging"))
    prefix = work / "moved"
    shutil.move(work / "staging" / options.prefix.lstrip("/"), prefix)
    return prefix


def library_folder(prefix: pathlib.Path) -> pathlib.Path:
    return next(prefix.rglob("pkgconfig")).parent


def by_pkgconfig(options, prefix: pathlib.Path, work: pathlib.Path) -> pathlib.Path:
    """The folder with the programs."""
    path = {"PKG_CONFIG_PATH": str(library_folder(prefix) / "pkgconfig")}
    build = work / "by_pkgconfig"
    build.mkdir()
    packages = {"uses_pewit": ["pewit"]} | ({"uses_fixtures": ["pewit-gtest", "gtest_main"]} if options.with_gtest else {})
    for program, names in packages.items():
        flags = shlex.split(run("pkg-config", "--cflags", "--libs", *names, **path))
        run(*options.compiler, "-std=c++20", f"{options.source}/{program}.cpp", *flags, "-o", str(build / program))
    return build


def by_cmake(options, prefix: pathlib.Path, work: pathlib.Path) -> pathlib.Path:
    """The folder with the programs."""
    build = work / "by_cmake"
    compiler = options.compiler[-1]  # without ccache
    settings = {"CMAKE_PREFIX_PATH": prefix, "CMAKE_CXX_COMPILER": compiler, "WITH_GTEST": options.with_gtest}
    run("cmake", "-G", "Ninja", "-S", options.source, "-B", str(build), *(f"-D{key}={value}" for key, value in settings.items()))
    run("cmake", "--build", str(build))
    return build


def needed(file: pathlib.Path) -> list[str]:
    return re.findall(r"NEEDED.*\[(.*)\]", run("readelf", "-d", str(file)))


def expect(claim: str, good: bool) -> None:
    print(("ok      " if good else "FAILED  ") + claim)
    if not good:
        sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--build", "--prefix", "--source", "--version"):
        parser.add_argument(name, required=True)
    parser.add_argument("--compiler", nargs="+", required=True)
    parser.add_argument("--with-gtest", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        prefix = install(options, work)
        libraries = library_folder(prefix)
        for build in (by_pkgconfig, by_cmake):
            folder = build(options, prefix, work)
            program = folder / "uses_pewit"
            said = run(str(program), LD_LIBRARY_PATH=str(libraries))
            expect(f"the program built {build.__name__} says {options.version}", said == options.version)
            foreign = [name for name in needed(program) if re.search("sqlite|spdlog|fmt|pq", name)]
            expect(f"the program built {build.__name__} is linked with no client library itself", not foreign)
            if options.with_gtest:
                said = run(str(folder / "uses_fixtures"), LD_LIBRARY_PATH=str(libraries))
                expect(f"the tests built {build.__name__} run on the fixtures", "[  PASSED  ] 1 test." in said)
        shared = libraries / "libpewit.so"
        if shared.exists():
            expect("libpewit links the system's shared libsqlite3", "libsqlite3.so.0" in needed(shared))


main()
