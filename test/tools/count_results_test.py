"""Tests tools/count_results on logs as meson writes them: no failure may get lost."""

import json
import pathlib
import tempfile
import unittest

from load import tool

count_results = tool("count_results")


def counted(runs: dict[str, str], junit: str = "") -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        logs = pathlib.Path(folder)
        lines = [json.dumps({"name": f"pewit:unit / {name}", "result": result}) for name, result in runs.items()]
        (logs / "testlog.json").write_text("\n".join(lines))
        if junit:
            (logs / "testlog.junit.xml").write_text(f"<testsuites>{junit}</testsuites>")
        return count_results.count(logs)


def suite(program: str, name: str, *cases: str) -> str:
    return f'<testsuite name="pewit.pewit:unit / {program}.{name}">{"".join(cases)}</testsuite>'


GOOD = '<testcase name="a" status="run"/>'
BAD = '<testcase name="b" status="run"><failure/></testcase>'
SKIPPED = '<testcase name="c" status="run"><skipped/></testcase>'
DISABLED = '<testcase name="d" status="notrun"/>'


class Count(unittest.TestCase):
    def test_an_ordinary_test_counts_once(self):
        self.assertEqual(counted({"a": "OK", "b": "FAIL", "c": "TIMEOUT", "d": "SKIP"}), (1, 2))

    def test_googletest_counts_by_case(self):
        junit = suite("a_test", "One", GOOD, GOOD) + suite("a_test", "Two", GOOD, BAD)
        self.assertEqual(counted({"a_test": "FAIL"}, junit), (3, 1))

    def test_skipped_and_disabled_cases_count_as_neither(self):
        self.assertEqual(counted({"a_test": "OK"}, suite("a_test", "One", GOOD, SKIPPED, DISABLED)), (1, 0))

    def test_a_program_is_not_taken_for_one_whose_name_ends_alike(self):
        junit = suite("a_test", "One", GOOD, GOOD) + suite("test", "One", GOOD)
        self.assertEqual(counted({"a_test": "OK", "test": "OK"}, junit), (3, 0))

    def test_a_program_that_died_counts_as_failed(self):
        self.assertEqual(counted({"a_test": "ERROR"}), (0, 1))

    def test_a_program_that_failed_after_good_cases_counts_as_failed(self):
        self.assertEqual(counted({"a_test": "FAIL"}, suite("a_test", "One", GOOD)), (1, 1))

    def test_no_log_counts_as_failed(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(count_results.count(pathlib.Path(folder)), (0, 1))


if __name__ == "__main__":
    unittest.main()
