/// What a guarded program was told in the end, and whether that is true.
///
/// PEWIT_FAULT_STRIDE: a sweep fails each Nth operation; 1 is the full sweep.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <pewit/error.hpp>

#include "guarded_programs.hpp"

namespace pewit::test {

enum class Outcome { committed, rolled_back, in_doubt };

/// `in_doubt`: what to do with a commit in doubt.
[[nodiscard]] Outcome outcome_of(const Program& program, Recorder& recorder,
                                 const std::function<void(const CommitInDoubt&)>& in_doubt = {});

/// What is wrong with what was found, given what the program was told: half-saved, a false success, a false
/// failure, or nothing (empty).
[[nodiscard]] std::string compare(Outcome outcome, const Contents& found, const Contents& before,
                                  const Recorder& recorder);

/// Every Nth, from the environment.
[[nodiscard]] std::int64_t stride(std::int64_t normal);

}  // namespace pewit::test
