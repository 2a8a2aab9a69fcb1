#include "progress.hpp"

#include <cstdio>
#include <utility>

#include <unistd.h>

namespace atlas {

Progress::Progress(std::string title, std::size_t total)
    : title_(std::move(title)), total_(total), shown_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
    if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::advance() {
    ++done_;
    if (!shown_) return;
    const auto now = Clock::now();
    if (now - drawn_ < std::chrono::milliseconds{100}) return;
    drawn_ = now;
    draw();
}

/// `iso_639-3.json [#########···········]  45 %   20000/s   0.2 s left`
void Progress::draw() const {
    constexpr std::size_t width = 20;
    const double seconds = std::chrono::duration<double>(drawn_ - start_).count();
    const double rate = static_cast<double>(done_) / seconds;
    const std::size_t filled = done_ * width / total_;
    const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
    std::fprintf(stderr, "\r%s [%s] %3zu %% %8.0f/s %6.1f s left\033[K", title_.c_str(), bar.c_str(),
                 done_ * 100 / total_, rate, static_cast<double>(total_ - done_) / rate);
}

}  // namespace atlas
