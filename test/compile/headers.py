"""Compiles every public header alone and included twice, without a warning, and looks at the files it
pulled in: none may belong to a client library, a logger or a test framework. A program that includes pewit
needs none of them installed."""

import pathlib
import re
import sys
import tempfile

from compilers import arguments, available, check_once, compile_file, in_parallel

FOREIGN = re.compile(r"/(SQLiteCpp|pqxx|libpq|spdlog|fmt|nlohmann|gtest|gmock|CLI)/|/(sqlite3|sqlite3ext|libpq-fe)\.h$")

# Headers for a library that the program has anyway, because it names it: these alone may include that library.
ADAPTERS = {"gtest.hpp": "gtest", "nlohmann.hpp": "nlohmann"}


def foreign_files(header: str, depfile: str) -> list[str]:
    own = ADAPTERS.get(pathlib.PurePath(header).name)
    files = re.split(r"[\s\\]+", pathlib.Path(depfile).read_text(encoding="utf-8"))
    matches = [(file, FOREIGN.search(file)) for file in files]
    return [file for file, match in matches if match and not (own and match.group(1) == own)]


def check(compiler: str, header: str, include: str) -> list[str]:
    """What is wrong with including this header, as lines."""
    with tempfile.TemporaryDirectory() as folder:
        source, depfile = f"{folder}/alone.cpp", f"{folder}/alone.d"
        pathlib.Path(source).write_text(f"#include <{header}>\n#include <{header}>\n", encoding="utf-8")
        run = compile_file(compiler, source, include, "-Werror", "-fsyntax-only", "-MD", "-MF", depfile)
        if run.returncode != 0:
            return [f"{compiler}: {header} does not compile alone:", run.stderr]
        return [f"{compiler}: {header} includes {file}" for file in foreign_files(header, depfile)]


def check_all(options) -> bool:
    root = pathlib.Path(options.include)
    headers = sorted(file.relative_to(root).as_posix() for file in root.glob("pewit/*.hpp"))
    first, *others = available(options.compiler)
    # Both compilers use one standard library, so what a header forgets to include the first of them tells.
    pairs = [(first, header) for header in headers] + [(other, "pewit/pewit.hpp") for other in others]
    found = in_parallel(lambda pair: check(*pair, options.include), pairs)
    print("\n".join(line for lines in found for line in lines))
    print(f"{len(headers)} headers, {len(pairs)} compilations")
    return bool(pairs) and not any(found)


def self_test(options) -> int:
    """Bad headers, made here, must each be refused for their own reason."""
    bad = {
        "#pragma once\n#include <sqlite3.h>\n": "includes /usr/include/sqlite3.h",
        "#pragma once\n#include <SQLiteCpp/Database.h>\n": "/SQLiteCpp/Database.h",
        "#pragma once\n#include <spdlog/common.h>\n": "/spdlog/common.h",
        "inline int twice = 0;\n": "redefinition",
        "#pragma once\ninline std::size_t without_its_header();\n": "does not compile alone",
    }
    good = "#pragma once\n#include <string>\ninline std::string fine() { return {}; }\n"
    wrong = []
    with tempfile.TemporaryDirectory() as include:
        header = pathlib.Path(include, "trial.hpp")
        for compiler in available(options.compiler):
            for text, reason in bad.items():
                header.write_text(text, encoding="utf-8")
                if reason not in "\n".join(check(compiler, header.name, include)):
                    wrong.append(f"{compiler}: not refused for {reason!r}:\n{text}")
            header.write_text(good, encoding="utf-8")
            wrong += check(compiler, header.name, include)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    parsed = arguments(__doc__).parse_args()
    sys.exit(self_test(parsed) if parsed.self_test else check_once(parsed, [], check_all))
