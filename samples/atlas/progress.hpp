/// A progress bar on a terminal; nothing in a pipe.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace atlas {

class Progress {
public:
    Progress(std::string title, std::size_t total);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    /// Wipes the bar.
    ~Progress();

    void advance();

private:
    using Clock = std::chrono::steady_clock;
    void draw() const;

    std::string title_;
    std::size_t total_;
    std::size_t done_ = 0;
    bool shown_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point drawn_ = start_;
};

}  // namespace atlas
