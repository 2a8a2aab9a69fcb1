// A test's guard as a member would commit in the test's destructor, after a failed ASSERT_ too.
// expect-g++: looser exception specification on overriding virtual function
// expect-clang++: exception specification of overriding function is more lax than base version
// max-lines: 15
#include <gtest/gtest.h>

#include <pewit/gtest.hpp>

inline pewit::Database& shop() {
    static pewit::Database database{pewit::sqlite({.path = ":memory:"})};
    return database;
}

#ifndef FIXED
struct Shop : testing::Test {
    pewit::Atomic tx{shop()};
};
#else
struct Shop : pewit::gtest::RollbackTest {
    Shop() : RollbackTest(shop()) {}
};
#endif
