/// Counts allocations by standing in front of glibc's malloc.
#include <cstddef>

#include "workload.hpp"

namespace {
std::int64_t count = 0;  // the benchmarks run on one thread
}

std::int64_t bench::allocations() { return count; }

extern "C" {
void* __libc_malloc(std::size_t size);                      // NOLINT
void* __libc_calloc(std::size_t number, std::size_t size);  // NOLINT
void* __libc_realloc(void* old, std::size_t size);          // NOLINT

void* malloc(std::size_t size) noexcept {
    ++count;
    return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size) noexcept {
    ++count;
    return __libc_calloc(number, size);
}
void* realloc(void* old, std::size_t size) noexcept {
    ++count;
    return __libc_realloc(old, size);
}
}
