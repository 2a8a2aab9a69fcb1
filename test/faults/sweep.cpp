#include "sweep.hpp"

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

Contents read_contents(const std::string& path) {
    const Handle handle = open_plainly(path, nullptr);
    Contents found;
    const auto add = [](void* set, int, char** values, char**) {
        static_cast<Contents*>(set)->insert(values[0]);
        return 0;
    };
    const char* everything =
        "SELECT tag FROM t UNION ALL SELECT tag FROM parent UNION ALL SELECT tag FROM child "
        "UNION ALL SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
        "UNION ALL SELECT 'dangling: ' || \"table\" FROM pragma_foreign_key_check "
        "UNION ALL SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    if (sqlite3_exec(handle.get(), everything, add, &found, nullptr) != SQLITE_OK)
        found.insert(std::string("unreadable: ") + sqlite3_errmsg(handle.get()));
    return found;
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
