"""Compiles the cases of test/compile: those of pass/ must compile without a warning, those of fail/ must
fail with one short error.

A case of fail/ says what its user must read:

    // expect: no column "usrname"           a text that the output must contain; several are allowed
    // expect-g++: …   // expect-clang++: …  the same for one compiler
    // max-lines: 15                         the output has fewer lines than this (15 unless said)

What it does wrong stands between `#ifndef FIXED` and `#else`, the right way between `#else` and `#endif`:
with -DFIXED the same file must compile, so that it can't fail for another reason than the one it is about. All files
are compiled that way at once, each in a namespace of its own; only when that fails, each alone."""

import pathlib
import re
import sys
import tempfile

from compilers import arguments, available, check_once, compile_file, compile_header, in_parallel

ERROR = re.compile(r"^[^\n]*: (?:fatal )?error: ", re.MULTILINE)
# g++ 14 and later quote the source below each "required from" too.
EXCERPT = re.compile(r"(required from [^\n]*\n) *\d+ \|[^\n]*\n *\|[^\n]*\n")
INCLUDE = re.compile(r"^#include [^\n]*\n", re.MULTILINE)
DIRECTIVE = re.compile(r"^// (expect(?:-\S+)?|max-lines): *(.*?) *$", re.MULTILINE)

# Built to the object file: GCC leaves some instantiations out when it is only to check the syntax.
FLAGS = ["-Werror", "-c", "-o", "/dev/null"]


def directives(text: str, compiler: str) -> tuple[list[str], int]:
    expected, limit = [], 15
    for name, value in DIRECTIVE.findall(text):
        if name == "max-lines":
            limit = int(value)
        elif name in ("expect", f"expect-{compiler}"):
            expected.append(value)
    return expected, limit


def must_compile(compiler: str, file: pathlib.Path, include: str, *more: str) -> list[str]:
    run = compile_file(compiler, str(file), include, *FLAGS, *more)
    return [] if run.returncode == 0 else [f"{compiler} {' '.join(more)} {file}: does not compile:", run.stderr]


def wrong_message(expected: list[str], limit: int, output: str) -> list[str]:
    wrong = [f"does not say: {text}" for text in expected if text not in output]
    errors, lines = len(ERROR.findall(output)), len(EXCERPT.sub(r"\1", output).splitlines())
    if errors != 1:
        wrong.append(f"{errors} errors instead of one")
    if lines >= limit:
        wrong.append(f"{lines} lines; it must be under {limit}")
    return wrong


def must_fail(compiler: str, file: pathlib.Path, include: str, *more: str) -> list[str]:
    text = file.read_text(encoding="utf-8")
    expected, limit = directives(text, compiler)
    if not expected:
        return [f"{file}: has no `// expect:` for {compiler}"]
    run = compile_file(compiler, str(file), include, *FLAGS, *more)
    if run.returncode == 0:
        return [f"{compiler} {file}: compiles, and must not"]
    wrong = wrong_message(expected, limit, run.stderr)
    report = [f"{compiler} {file}: {'; '.join(wrong)}", run.stderr] if wrong else []
    return report if "#ifndef FIXED" in text else [*report, f"{file}: has no `#ifndef FIXED` part"]


def together(files: list[pathlib.Path]) -> str:
    """One source of them all: their includes, then each in a namespace."""
    includes, bodies = set(), []
    for number, file in enumerate(files):
        text = file.read_text(encoding="utf-8")
        includes.update(INCLUDE.findall(text))
        bodies.append(f'namespace case_{number} {{\n#line 1 "{file}"\n{INCLUDE.sub("", text)}\n}}\n')
    return "".join(sorted(includes)) + "".join(bodies)


def fixed_compile(compiler: str, files: list[pathlib.Path], include: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "fixed.cpp")
        source.write_text(together(files), encoding="utf-8")
        if not must_compile(compiler, source, include, "-DFIXED"):
            return []
    alone = in_parallel(lambda file: must_compile(compiler, file, include, "-DFIXED"), files)
    return [line for lines in alone for line in lines]


def check(compiler: str, file: pathlib.Path, include: str, *precompiled: str) -> list[str]:
    if file.parent.name == "fail":
        return must_fail(compiler, file, include, *precompiled)
    return must_compile(compiler, file, include)


def precompile(compiler: str, folder: str, include: str) -> list[str]:
    """pewit's headers, for the cases that must fail, whose time is theirs; the arguments that use them. Not for clang,
    which tells the way into them in more lines."""
    if "clang" in compiler:
        return []
    header = pathlib.Path(folder, f"{compiler}.hpp")
    header.write_text("#include <pewit/pewit.hpp>\n#include <pewit/short_macros.hpp>\n", encoding="utf-8")
    compile_header(compiler, str(header), include)
    # It forgets that pewit has it ignore the offset of a field.
    return ["-include", str(header), "-Wno-invalid-offsetof"]


def cases(options) -> list[pathlib.Path]:
    folder = pathlib.Path(options.folder)
    return sorted([*folder.glob("pass/*.cpp"), *folder.glob("fail/*.cpp")])


def check_all(options) -> bool:
    files = cases(options)
    compilers = available(options.compiler)
    failing = [file for file in files if file.parent.name == "fail"]
    pairs = [(compiler, file) for compiler in compilers for file in files]
    found = in_parallel(lambda compiler: fixed_compile(compiler, failing, options.include), compilers)
    with tempfile.TemporaryDirectory() as folder:
        precompiled = {compiler: precompile(compiler, folder, options.include) for compiler in compilers}
        found += in_parallel(lambda pair: check(*pair, options.include, *precompiled[pair[0]]), pairs)
    print("\n".join(line for lines in found for line in lines))
    print(f"{len(files)} cases, {len(pairs)} trials, {sum(map(bool, found))} wrong")
    return bool(pairs) and not any(found)


def self_test(options) -> int:
    """Cases that are wrong in one way each must be refused for it."""
    body = "#ifndef FIXED\n{}\n#else\nint fine();\n#endif\n"
    refused = {
        "// expect: boo\n" + body.format('static_assert(false, "hoo");'): "does not say: boo",
        "// expect: hoo\n" + body.format("int fine();"): "compiles, and must not",
        "// expect: error\n" + body.format("int a = x;\nint b = y;"): "2 errors instead of one",
        '// expect: hoo\n// max-lines: 2\n' + body.format('static_assert(false, "hoo");'): "it must be under 2",
        body.format('static_assert(false, "hoo");'): "has no `// expect:`",
        '// expect: hoo\nstatic_assert(false, "hoo");\n': "has no `#ifndef FIXED`",
        '// expect: hoo\n#ifndef FIXED\n#endif\nstatic_assert(false, "hoo");\n': "does not compile",
    }
    accepted = "// expect: hoo\n" + body.format('static_assert(false, "hoo");')
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        case = pathlib.Path(folder, "fail/trial.cpp")
        case.parent.mkdir()
        for compiler in available(options.compiler):
            def report() -> list[str]:
                return check(compiler, case, options.include) + fixed_compile(compiler, [case], options.include)

            for text, reason in refused.items():
                case.write_text(text, encoding="utf-8")
                if reason not in "\n".join(report()):
                    wrong.append(f"{compiler}: not refused for {reason!r}:\n{text}")
            case.write_text(accepted, encoding="utf-8")
            wrong += report()
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("folder", help="test/compile")
    parsed = parser.parse_args()
    sys.exit(self_test(parsed) if parsed.self_test else check_once(parsed, cases(parsed), check_all))
