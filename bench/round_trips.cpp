/// Counts how often the process waits for a server: something was sent, and then something is received. These stand in for
/// the C library's.
#include <dlfcn.h>
#include <sys/socket.h>

#include <atomic>

#include "workload.hpp"

namespace {

std::atomic<std::int64_t> trips{0};
std::atomic<bool> has_sent{false};

template <class F>
F next(const char* name) {
    return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

}  // namespace

std::int64_t bench::round_trips() { return trips; }

extern "C" ssize_t send(int socket, const void* bytes, size_t size, int flags) {
    static const auto real = next<decltype(&send)>("send");
    has_sent = true;
    return real(socket, bytes, size, flags);
}

extern "C" ssize_t recv(int socket, void* bytes, size_t size, int flags) {
    static const auto real = next<decltype(&recv)>("recv");
    const ssize_t got = real(socket, bytes, size, flags);
    if (got > 0 && has_sent.exchange(false)) ++trips;
    return got;
}
