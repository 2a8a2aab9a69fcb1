/// `atlas import`: one transaction a file, a nested one a record.
#pragma once

#include <string>

#include <pewit/pewit.hpp>

namespace atlas {

/// Ctrl-C: the file being imported is rolled back.
struct Interrupted {};

/// Makes Ctrl-C throw Interrupted out of the import.
void watch_for_interrupt();

/// Imports the files of a directory and tells on stdout what became of each; damaged records go to stderr.
/// Every file is read before the database is touched.
/// Returns the number of records lost. Errors: Refused, Interrupted, pewit::Error.
std::size_t import_directory(pewit::Database& db, const std::string& directory, bool all_or_nothing);

}  // namespace atlas
