"""Tests tools/snippets: what it makes of a page, and what it refuses."""

import unittest

from load import tool

snippets = tool("snippets")


def made(page: str) -> str:
    return snippets.source(page, "page.md", "Page")


class Statements(unittest.TestCase):
    def test_become_a_test_with_the_lines_of_the_page(self):
        text = made("words\n```cpp\nrun();\n```\n")
        self.assertIn('static void line_3() {\n#line 3 "page.md"\nrun();\n}', text)
        self.assertIn("TEST(Page, Line3)", text)

    def test_go_on_in_the_scope_before(self):
        text = made("```cpp\nint a = 1;\n```\nwords\n```cpp same\nuse(a);\n```\n")
        self.assertEqual(text.count("TEST("), 1)
        self.assertLess(text.index("int a = 1;"), text.index("use(a);"))

    def test_are_surrounded_by_hidden_ones(self):
        text = made("<!-- snippet: each\nA\n-->\n<!-- snippet: setup\nB\n-->\n```cpp\nC\n```\n<!-- snippet: check\nD\n-->\n```cpp\nE\n```\n")
        first, second = text.split("TEST(")[:2]
        self.assertEqual([word for word in first.split() if word in "ABCDE"], ["A", "B", "C", "D"])
        self.assertEqual([word for word in second.split() if word in "ABCDE"], ["A", "E"])

    def test_lose_the_indent_of_a_list(self):
        self.assertIn("\nrun();\n", made("1. so\n   ```cpp\n   run();\n   ```\n"))


class OtherBlocks(unittest.TestCase):
    def test_declarations_stay_at_namespace_scope(self):
        self.assertIn('\n#line 2 "page.md"\nstruct S {};\n', made("```cpp decl\nstruct S {};\n```\n"))

    def test_includes_go_to_the_top(self):
        text = made("```cpp\n#include <map>\nrun();\n```\n")
        self.assertLess(text.index("#include <map>"), text.index("static void"))

    def test_a_main_becomes_a_program_that_returns_zero(self):
        text = made("```cpp\nint main() {\n    run();\n}\n```\n")
        self.assertIn("int program() {\n    run(); return 0;\n}", text)
        self.assertIn("TEST(Page, Program2)", text)

    def test_other_languages_are_left_alone(self):
        self.assertNotIn("echo", made("```sh\necho\n```\n"))


class Refused(unittest.TestCase):
    def refuses(self, page: str, reason: str) -> None:
        with self.assertRaisesRegex(snippets.PageError, reason):
            made(page)

    def test_a_word_it_does_not_know(self):
        self.refuses("```cpp skip\n```\n", "only `same` and `decl`")

    def test_a_comment_it_does_not_know(self):
        self.refuses("<!-- snippet: oops\n-->\n", "no snippet comment is called oops")

    def test_a_block_without_an_end(self):
        self.refuses("```cpp\nrun();\n", "no ``` ends it")

    def test_a_check_after_nothing(self):
        self.refuses("<!-- snippet: check\nx\n-->\n", "follows no block")

    def test_a_setup_before_nothing(self):
        self.refuses("<!-- snippet: setup\nx\n-->\n", "precedes no block")


if __name__ == "__main__":
    unittest.main()
