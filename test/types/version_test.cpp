#include <pewit/version.hpp>

#include <gtest/gtest.h>

TEST(Version, IsTheProjectsVersion) { EXPECT_EQ(pewit::version(), "0.1.0"); }
