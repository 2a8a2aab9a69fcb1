"""Tests tools/layers: each rule refuses what it is there to refuse, and lets the rest be."""

import unittest

from load import tool

layers = tool("layers")


class ClientHeaders(unittest.TestCase):
    def test_stay_out_of_public_headers(self):
        for header in ("SQLiteCpp/Database.h", "sqlite3.h", "spdlog/spdlog.h", "nlohmann/json.hpp", "pqxx/pqxx"):
            self.assertTrue(layers.client_header_breaches("include/pewit/a.hpp", f"#include <{header}>"), header)

    def test_are_for_their_own_folder(self):
        self.assertFalse(layers.client_header_breaches("lib/sqlite/a.cpp", "#include <sqlite3.h>"))
        self.assertTrue(layers.client_header_breaches("lib/query/a.cpp", "#include <sqlite3.h>"))
        self.assertFalse(layers.client_header_breaches("lib/log.cpp", "#include <spdlog/logger.h>"))

    def test_do_not_forbid_our_own_header_of_a_like_name(self):
        self.assertFalse(layers.client_header_breaches("include/pewit/a.hpp", "#include <pewit/sqlite.hpp>"))


class Layers(unittest.TestCase):
    def test_the_core_knows_no_engine(self):
        self.assertTrue(layers.layer_breaches("lib/query/a.cpp", '#include "sqlite/connection.hpp"'))

    def test_an_engine_knows_the_driver_interface_alone(self):
        self.assertFalse(layers.layer_breaches("lib/sqlite/a.cpp", '#include "connection/driver.hpp"'))
        self.assertTrue(layers.layer_breaches("lib/sqlite/a.cpp", '#include "connection/pool.hpp"'))

    def test_knowledge_goes_one_way(self):
        self.assertTrue(layers.layer_breaches("lib/transaction/a.cpp", '#include "query/render.hpp"'))
        self.assertTrue(layers.layer_breaches("lib/types/a.cpp", '#include "sql/dialect.hpp"'))
        self.assertFalse(layers.layer_breaches("lib/query/a.cpp", '#include "transaction/frame_stack.hpp"'))


class Style(unittest.TestCase):
    def test_a_header_says_what_lives_in_it_and_is_guarded(self):
        self.assertEqual(len(layers.style_breaches("include/pewit/a.hpp", "int a;")), 2)
        self.assertFalse(layers.style_breaches("include/pewit/a.hpp", "/// An a.\n#pragma once\n"))

    def test_what_one_compiler_lacks_is_refused(self):
        self.assertTrue(layers.style_breaches("lib/a.cpp", "#include <format>\n"))
        self.assertTrue(layers.style_breaches("lib/a.cpp", "int a = __COUNTER__;\n"))

    def test_a_long_file_is_refused(self):
        self.assertTrue(layers.style_breaches("lib/a.cpp", "\n" * 401))


class Umbrella(unittest.TestCase):
    def test_a_header_it_lacks_is_found(self):
        umbrella = "#include <pewit/error.hpp>\n"
        self.assertEqual(len(layers.umbrella_breaches(umbrella, ["error.hpp", "model.hpp", "gtest.hpp"])), 1)


class Forgotten(unittest.TestCase):
    def test_a_file_that_no_build_names_is_found(self):
        self.assertTrue(layers.forgotten_breaches("lib/types/nowhere.cpp"))
        self.assertFalse(layers.forgotten_breaches("lib/version.cpp"))


if __name__ == "__main__":
    unittest.main()
