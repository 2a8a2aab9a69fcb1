/// Precompiled for clang alone, so that g++ still tells of a missing include.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
