/// atlas: the ISO registries of Debian's iso-codes package in a database.
#include <iostream>

#include <CLI/CLI.hpp>
#include <pewit/pewit.hpp>

#include "ask.hpp"
#include "import.hpp"
#include "records.hpp"

namespace {

constexpr int nothing_found = 1;  // or: some records were lost
constexpr int refused = 2;
constexpr int interrupted = 130;  // as a shell says it: 128 + SIGINT

/// Only an import makes a file that is not there, and takes its lock before it reads.
pewit::Connector connector(const std::string& database, bool imports) {
    if (database.find("://") != std::string::npos) return pewit::url(database);
    const auto lock = imports ? pewit::Lock::immediate : pewit::Lock::deferred;
    return pewit::sqlite({.path = database, .default_lock = lock, .create = imports});
}

int run(int argc, char** argv) {
    CLI::App app{"The ISO registries of countries, subdivisions, languages, currencies and scripts"};
    app.require_subcommand(1);
    std::string database = "atlas.db";
    std::string directory, code, text;
    bool all_or_nothing = false, as_json = false;
    std::int64_t limit = 0;
    app.add_option("--db", database, "A file, or a URL such as sqlite:///atlas.db or postgresql://host/atlas")
        ->capture_default_str();

    auto* import =
        app.add_subcommand("import", "Store the iso_….json files of a directory; again: bring up to date");
    import->add_option("directory", directory)->required();
    import->add_flag("--all-or-nothing", all_or_nothing, "A damaged record loses its whole file");
    auto* show = app.add_subcommand("show", "What has this code");
    show->add_option("code", code)->required();
    auto* search = app.add_subcommand("search", "What has this text in its name");
    search->add_option("text", text)->required();
    auto* report = app.add_subcommand("report", "Subdivisions of each country");
    report->add_option("--limit", limit, "The first so many countries")->check(CLI::PositiveNumber);
    for (auto* command : {show, search, report})
        command->add_flag("--json", as_json);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : refused;
    }

    pewit::Database db{connector(database, import->parsed())};
    if (import->parsed()) {
        atlas::watch_for_interrupt();
        return atlas::import_directory(db, directory, all_or_nothing) == 0 ? 0 : nothing_found;
    }
    const pewit::ConnectionScope scope{db};
    if (!db.table_exists("subdivision"))
        throw atlas::Refused(database + ": holds no registries; run atlas import first");
    if (show->parsed()) return atlas::show(code, as_json) ? 0 : nothing_found;
    if (search->parsed()) return atlas::search(text, as_json) ? 0 : nothing_found;
    atlas::report(limit, as_json);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    pewit::set_logger(nullptr);  // what goes wrong is told here, in one line
    try {
        return run(argc, argv);
    } catch (const atlas::Interrupted&) {
        std::cerr << "atlas: interrupted; the file that was being imported is rolled back\n";
        return interrupted;
    } catch (const std::exception& error) {
        std::cerr << "atlas: " << error.what() << '\n';
        return refused;
    }
}
