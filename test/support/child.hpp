/// Runs what may end the process in a process of its own.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <ostream>

namespace pewit::test {

struct ChildEnd {
    int exit_code = -1;  ///< what the callable returned; -1 when a signal ended it
    int signal = 0;
    friend bool operator==(const ChildEnd& a, const ChildEnd& b) {
        return a.exit_code == b.exit_code && a.signal == b.signal;
    }
    friend std::ostream& operator<<(std::ostream& out, const ChildEnd& end) {
        return end.signal != 0 ? out << "signal " << end.signal : out << "exit code " << end.exit_code;
    }
};

/// to stderr is dropped.
inline ChildEnd in_child(const std::function<int()>& body) {
    std::fflush(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
        alarm(30);
        static_cast<void>(std::freopen("/dev/null", "w", stderr));
        // Plain calls outside any handler: an exception nobody catches must still end the process as usual.
        _exit(body());
    }
    int status = 0;
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status)) return {.exit_code = -1, .signal = WTERMSIG(status)};
    return {.exit_code = WEXITSTATUS(status)};
}

}  // namespace pewit::test
