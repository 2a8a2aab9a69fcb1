#include "data.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "models.hpp"

namespace club {

namespace {

using namespace std::chrono_literals;

/// The same numbers on every machine, unlike the standard library's distributions.
class Numbers {
public:
    std::uint32_t below(std::uint32_t count) noexcept {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::uint32_t>(state_ >> 33) % count;
    }

private:
    std::uint64_t state_ = 2012;
};

struct Name {
    const char* surname;
    const char* firstname;
};
constexpr std::array<Name, 31> names{
    {{"GUEST", "GUEST"},     {"Smith", "Darren"},      {"Smith", "Tracy"},       {"Rownam", "Tim"},
     {"Joplette", "Janice"}, {"Butters", "Gerald"},    {"Tracy", "Burton"},      {"Dare", "Nancy"},
     {"Boothe", "Tim"},      {"Stibbons", "Ponder"},   {"Owen", "Charles"},      {"Jones", "David"},
     {"Baker", "Anne"},      {"Farrell", "Jemima"},    {"Smith", "Jack"},        {"Bader", "Florence"},
     {"Baker", "Timothy"},   {"Pinker", "David"},      {"Genting", "Matthew"},   {"Mackenzie", "Anna"},
     {"Coplin", "Joan"},     {"Sarwin", "Ramnaresh"},  {"Jones", "Douglas"},     {"Rumney", "Henrietta"},
     {"Farrell", "David"},   {"Worthington", "Henry"}, {"Purview", "Millicent"}, {"Tupperware", "Hyacinth"},
     {"Hunt", "John"},       {"Crumpet", "Erica"},     {"Smith", "Darren"}}};

std::vector<Facility> facilities() {
    return {{.facid = 0,
             .name = "Tennis Court 1",
             .membercost = 500,
             .guestcost = 2500,
             .initialoutlay = 1000000,
             .monthlymaintenance = 20000},
            {.facid = 1,
             .name = "Tennis Court 2",
             .membercost = 500,
             .guestcost = 2500,
             .initialoutlay = 800000,
             .monthlymaintenance = 20000},
            {.facid = 2,
             .name = "Badminton Court",
             .membercost = 0,
             .guestcost = 1550,
             .initialoutlay = 400000,
             .monthlymaintenance = 5000},
            {.facid = 3,
             .name = "Table Tennis",
             .membercost = 0,
             .guestcost = 500,
             .initialoutlay = 32000,
             .monthlymaintenance = 1000},
            {.facid = 4,
             .name = "Massage Room 1",
             .membercost = 3500,
             .guestcost = 8000,
             .initialoutlay = 400000,
             .monthlymaintenance = 300000},
            {.facid = 5,
             .name = "Massage Room 2",
             .membercost = 3500,
             .guestcost = 8000,
             .initialoutlay = 400000,
             .monthlymaintenance = 300000},
            {.facid = 6,
             .name = "Squash Court",
             .membercost = 350,
             .guestcost = 1750,
             .initialoutlay = 500000,
             .monthlymaintenance = 8000},
            {.facid = 7,
             .name = "Snooker Table",
             .membercost = 0,
             .guestcost = 500,
             .initialoutlay = 45000,
             .monthlymaintenance = 1500},
            {.facid = 8,
             .name = "Pool Table",
             .membercost = 0,
             .guestcost = 500,
             .initialoutlay = 40000,
             .monthlymaintenance = 1500}};
}

pewit::DateTime july_first() { return pewit::DateTime{std::chrono::sys_days{std::chrono::July / 1 / 2012}}; }

std::string telephone(Numbers& numbers) {
    const std::string digits = std::to_string(1000000 + numbers.below(9000000));
    switch (numbers.below(3)) {
    case 0:
        return "(" + digits.substr(0, 3) + ") " + digits.substr(3);
    case 1:
        return digits.substr(0, 3) + "-" + digits.substr(3);
    default:
        return digits;
    }
}

/// Each was recommended by one who was there before, or by nobody.
std::vector<Member> members(Numbers& numbers) {
    std::vector<Member> made;
    for (std::size_t i = 0; i < names.size(); ++i) {
        Member each;
        each.memid = static_cast<std::int64_t>(i);
        each.surname = names[i].surname;
        each.firstname = names[i].firstname;
        each.address = std::to_string(1 + numbers.below(99)) + " Club Street, Boston";
        each.zipcode = static_cast<int>(100 + numbers.below(90000));
        each.telephone = telephone(numbers);
        if (i > 1 && numbers.below(4) != 0)
            each.recommendedby =
                static_cast<std::int64_t>(1 + numbers.below(static_cast<std::uint32_t>(i) - 1));
        each.joindate =
            july_first() + std::chrono::hours{24 * 3 * i} + std::chrono::minutes{numbers.below(1000)};
        made.push_back(std::move(each));
    }
    return made;
}

std::vector<Booking> bookings(Numbers& numbers) {
    std::vector<Booking> made;
    for (std::int64_t i = 0; i < 4000; ++i) {
        Booking each;
        each.bookid = i;
        each.facility = static_cast<std::int64_t>(numbers.below(9));
        // A third are guests; the others may book once they have joined.
        const std::uint32_t day = numbers.below(92);
        each.member = numbers.below(3) == 0 ? 0 : static_cast<std::int64_t>(numbers.below(1 + day / 3));
        each.starttime = july_first() + std::chrono::hours{24 * day} + 8h + 30min * numbers.below(24);
        each.slots = static_cast<int>(1 + numbers.below(4));
        made.push_back(std::move(each));
    }
    return made;
}

}  // namespace

void fill(pewit::Database& db) {
    const pewit::ConnectionScope scope{db};
    db.drop_tables<Member, Facility, Booking>();
    db.create_tables<Member, Facility, Booking>();
    Numbers numbers;
    db.atomic([&] {
        Facility::insert_many(facilities()).execute();
        Member::insert_many(members(numbers)).execute();
        Booking::insert_many(bookings(numbers)).execute();
    });
}

}  // namespace club
