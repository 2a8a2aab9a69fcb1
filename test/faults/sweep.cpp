#include "sweep.hpp"

namespace pewit::test {

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

}  // namespace pewit::test
