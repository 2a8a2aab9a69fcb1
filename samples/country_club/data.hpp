/// Fills the club: data of the exercises' kind, made here and the same each time.
#pragma once

#include <pewit/database.hpp>

namespace club {

/// Makes the tables anew: 9 facilities, 31 members who recommended each other, 4,000 bookings from July to September
/// 2012. SQL: DROP and CREATE TABLE, then INSERTs in one transaction.
void fill(pewit::Database& db);

}  // namespace club
