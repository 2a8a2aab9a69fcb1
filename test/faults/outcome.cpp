#include "outcome.hpp"

#include <algorithm>
#include <cstdlib>

namespace pewit::test {
namespace {

std::string join(const Contents& contents) {
    std::string text;
    for (const std::string& item : contents)
        text += (text.empty() ? "" : ", ") + item;
    return "{" + text + "}";
}

}  // namespace

Outcome outcome_of(const Program& program, Recorder& recorder,
                   const std::function<void(const CommitInDoubt&)>& in_doubt) {
    try {
        program.run(recorder);
        return Outcome::committed;
    } catch (const CommitInDoubt& error) {
        if (in_doubt) in_doubt(error);
        return Outcome::in_doubt;
    } catch (const std::exception&) {
        return Outcome::rolled_back;
    }
}

std::string compare(Outcome outcome, const Contents& found, const Contents& before,
                    const Recorder& recorder) {
    // Parts of a program that committed before the fault are in contents() whatever the outcome of the rest.
    const Contents& expected = recorder.contents();
    if (found == expected) return {};
    if (outcome == Outcome::in_doubt && found == recorder.at_commit()) return {};
    const char* kind = found == before                 ? "false success: "
                       : found == recorder.at_commit() ? "false failure: "
                                                       : "half-saved: ";
    return kind + join(found) + " instead of " + join(expected);
}

std::int64_t stride(std::int64_t normal) {
    const char* text = std::getenv("PEWIT_FAULT_STRIDE");
    return text != nullptr && *text != '\0' ? std::max<std::int64_t>(1, std::atoll(text)) : normal;
}

}  // namespace pewit::test
