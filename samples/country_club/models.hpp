/// The schema of the PostgreSQL Exercises (https://pgexercises.com): a country club's members, facilities and bookings.
#pragma once

#include <optional>
#include <string>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace club {

MODEL_NO_ID(Member) {
    FIELD(std::int64_t, memid, primary_key);
    FIELD(std::string, surname);
    FIELD(std::string, firstname);
    FIELD(std::string, address);
    FIELD(int, zipcode);
    FIELD(std::string, telephone);
    FIELD(std::optional<pewit::ForeignKey<Member>>, recommendedby);
    FIELD(pewit::DateTime, joindate);
};

/// Money is in cents: SQLite has no exact decimals to calculate with.
MODEL_NO_ID(Facility) {
    FIELD(std::int64_t, facid, primary_key);
    FIELD(std::string, name);
    FIELD(std::int64_t, membercost);
    FIELD(std::int64_t, guestcost);
    FIELD(std::int64_t, initialoutlay);
    FIELD(std::int64_t, monthlymaintenance);
};

/// A slot is half an hour. Member 0 is a guest.
MODEL_NO_ID(Booking) {
    FIELD(std::int64_t, bookid, primary_key);
    FOREIGN_KEY(Facility, facility, column("facid"));
    FOREIGN_KEY(Member, member, column("memid"));
    FIELD(pewit::DateTime, starttime);
    FIELD(int, slots);
};

}  // namespace club
