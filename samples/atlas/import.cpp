#include "import.hpp"

#include <csignal>
#include <filesystem>
#include <functional>
#include <iostream>
#include <set>
#include <tuple>

#include "progress.hpp"
#include "records.hpp"

namespace atlas {
namespace {

volatile std::sig_atomic_t interrupted = 0;

enum class Stored { added, changed, unchanged };

auto values(const Country& row) { return std::tie(row.alpha_3, row.numeric, row.name, row.official_name); }
auto values(const Subdivision& row) {
    return std::tie(row.country, row.parent, row.level, row.name, row.type);
}
auto values(const Language& row) { return std::tie(row.alpha_2, row.name, row.scope, row.type); }
auto values(const Currency& row) { return std::tie(row.numeric, row.name); }
auto values(const Script& row) { return std::tie(row.numeric, row.name); }

template <class Row>
Stored store(Row row) {
    const auto known = Row::get_or_none(Row::c.code == row.code);
    if (!known) {
        row.save(pewit::force_insert);
        return Stored::added;
    }
    if (values(*known) == values(row)) return Stored::unchanged;
    row.save();
    return Stored::changed;
}

/// One of the registries: its file, its key in the file, and what to do with a record. `seen` are the codes
/// the file has had so far.
struct Registry {
    const char* file;
    const char* key;
    std::function<Stored(const nlohmann::json&, std::set<std::string>& seen)> store;
};

template <class Row>
Registry registry(const char* file, const char* key, Row (*parse)(const nlohmann::json&)) {
    return {file, key, [parse](const nlohmann::json& fields, std::set<std::string>& seen) {
                Row row = parse(fields);
                const auto [where, is_new] = seen.insert(row.code);
                if (!is_new) throw BadRecord("duplicate code " + row.code);
                return store(std::move(row));
            }};
}

const std::vector<Registry>& registries() {
    static const std::vector<Registry> all{
        registry("iso_3166-1.json", "3166-1", &country_of),
        registry("iso_3166-2.json", "3166-2", &subdivision_of),
        registry("iso_639-3.json", "639-3", &language_of),
        registry("iso_4217.json", "4217", &currency_of),
        registry("iso_15924.json", "15924", &script_of),
    };
    return all;
}

struct Tally {
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t unchanged = 0;
    std::size_t lost = 0;

    void count(Stored stored) {
        ++(stored == Stored::added ? added : stored == Stored::changed ? changed : unchanged);
    }
};

void report_loss(const Registry& from, const Record& record, const std::string& reason) {
    std::cerr << from.file << ", record " << record.place << " (" << label_of(record) << "): " << reason
              << '\n';
}

/// One record in a frame of its own, so that only this record is lost.
bool import_record(pewit::Database& db, const Registry& from, const Record& record, Tally& tally,
                   std::set<std::string>& seen) {
    try {
        pewit::Atomic nested{db};
        tally.count(from.store(record.fields, seen));
        return true;
    } catch (const BadRecord& error) {
        report_loss(from, record, error.what());
    } catch (const pewit::IntegrityError& error) {
        report_loss(from, record, error.what());
    } catch (const pewit::DataError& error) {
        report_loss(from, record, error.what());
    }
    ++tally.lost;
    return false;
}

/// The whole file in one transaction. Returns how many records were lost.
std::size_t import_file(pewit::Database& db, const Registry& from, const std::vector<Record>& records,
                        bool all_or_nothing) {
    Tally tally;
    {
        std::set<std::string> seen;
        pewit::Atomic file{db};
        Progress progress{from.file, records.size()};
        for (const Record& record : records) {
            if (interrupted != 0) throw Interrupted{};
            if (!import_record(db, from, record, tally, seen) && all_or_nothing) file.set_rollback(true);
            progress.advance();
        }
    }
    std::cout << from.file << ": " << records.size() << " read, ";
    if (all_or_nothing && tally.lost > 0) {
        std::cout << "nothing stored: " << tally.lost << " damaged\n";
        return records.size();
    }
    std::cout << tally.added << " added, " << tally.changed << " changed, " << tally.unchanged
              << " unchanged, " << tally.lost << " lost\n";
    return tally.lost;
}

}  // namespace

void watch_for_interrupt() {
    std::signal(SIGINT, [](int) { interrupted = 1; });
}

std::size_t import_directory(pewit::Database& db, const std::string& directory, bool all_or_nothing) {
    if (!std::filesystem::is_directory(directory)) throw Refused(directory + ": is no directory");
    std::vector<std::pair<const Registry*, std::vector<Record>>> files;
    for (const Registry& each : registries()) {
        const std::string path = directory + "/" + each.file;
        if (!std::filesystem::exists(path)) continue;
        files.emplace_back(&each, read_records(path, each.key));
        order_by_parent(files.back().second);
    }
    if (files.empty()) throw Refused(directory + ": holds no iso_….json file");

    const pewit::ConnectionScope scope{db};
    db.create_tables<Country, Subdivision, Language, Currency, Script>();
    std::size_t lost = 0;
    std::size_t read = 0;
    for (const auto& [from, records] : files) {
        lost += import_file(db, *from, records, all_or_nothing);
        read += records.size();
    }
    std::cout << read << " read, " << read - lost << " stored\n";
    return lost;
}

}  // namespace atlas
