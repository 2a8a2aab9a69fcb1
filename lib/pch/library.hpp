/// Precompiled for clang alone, so that g++ still tells of a missing include.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/detail/query_node.hpp>
#include <pewit/error.hpp>

#include "connection/driver.hpp"
