#include <pewit/uuid.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <sstream>
#include <unordered_set>

#include <pewit/error.hpp>
#include <support/recording_statement.hpp>

using pewit::Uuid;
using pewit::detail::Fault;
using namespace pewit::test;

namespace {

constexpr std::string_view text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

TEST(Uuid, HasOneText) {
    EXPECT_EQ(bound_text(Uuid{text}), text);
    EXPECT_EQ(Uuid{"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"}.to_string(), text);
    EXPECT_EQ(Uuid{"f81d4fae7dec11d0a76500a0c91e6bf6"}.to_string(), text);
    EXPECT_EQ(Uuid{}.to_string(), "00000000-0000-0000-0000-000000000000");
    EXPECT_TRUE(Uuid{}.is_nil());
}

TEST(Uuid, AnyBytesComeBack) {
    EXPECT_TRUE(rc::check([](const Uuid::Bytes& bytes) {
        const Uuid uuid{bytes};
        RC_ASSERT(Uuid::parse(uuid.to_string()) == uuid);
        RC_ASSERT(round_trip(uuid) == uuid);
    }));
}

TEST(Uuid, TextsSortAsBytes) {
    EXPECT_TRUE(rc::check([](const Uuid::Bytes& a, const Uuid::Bytes& b) {
        RC_ASSERT((Uuid{a} < Uuid{b}) == (Uuid{a}.to_string() < Uuid{b}.to_string()));
    }));
}

TEST(Uuid, RefusesWhatIsNone) {
    for (const char* each :
         {"", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf66",
          "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae_7dec-11d0-a765-00a0c91e6bf6",
          "{f81d4fae-7dec-11d0-a765-00a0c91e6b}", "f81d4fae-7dec-11d0-a765-00a0c91e6b-6"}) {
        EXPECT_EQ(Uuid::parse(each), std::nullopt) << each;
        EXPECT_THROW(Uuid{each}, pewit::DataError) << each;
    }
}

TEST(Uuid, RandomOnesSayTheirVersionAndDiffer) {
    std::unordered_set<Uuid> seen;
    for (int i = 0; i < 1000; ++i) {
        const Uuid uuid = Uuid::v4();
        ASSERT_EQ(uuid.version(), 4);
        ASSERT_EQ(uuid.bytes()[8] & 0xC0, 0x80);
        ASSERT_TRUE(seen.insert(uuid).second);
    }
}

std::int64_t milliseconds_now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

TEST(Uuid, TimeOrderedOnesBeginWithTheTime) {
    const std::int64_t before = milliseconds_now();
    const Uuid uuid = Uuid::v7();
    const std::int64_t after = milliseconds_now();
    std::int64_t time = 0;
    for (std::size_t i = 0; i < 6; ++i)
        time = time * 256 + uuid.bytes()[i];
    EXPECT_EQ(uuid.version(), 7);
    EXPECT_EQ(uuid.bytes()[8] & 0xC0, 0x80);
    EXPECT_LE(before, time);
    EXPECT_LE(time, after);
}

TEST(Uuid, TimeOrderedOnesSortByTheirTime) {
    Uuid last = Uuid::v7();
    for (int i = 0; i < 100; ++i) {
        const auto start = std::chrono::system_clock::now();
        while (std::chrono::system_clock::now() - start < std::chrono::microseconds{2}) {
        }
        const Uuid next = Uuid::v7();
        ASSERT_LT(last, next) << "unless the system's clock was set back";
        last = next;
    }
}

TEST(UuidField, ReadsTextAndSixteenBytes) {
    Uuid uuid;
    EXPECT_EQ(pewit::FieldTraits<Uuid>::read(blob_cell("0123456789abcdef"), uuid), Fault::none);
    EXPECT_EQ(uuid.to_string(), "30313233-3435-3637-3839-616263646566");
    EXPECT_EQ(read_fault<Uuid>(blob_cell("short")), Fault::wrong_kind);
    EXPECT_EQ(read_fault<Uuid>(cell_of("no")), Fault::bad_format);
    EXPECT_EQ(read_fault<Uuid>(cell_of(std::int64_t{1})), Fault::wrong_kind);
    EXPECT_EQ(read_fault<Uuid>(null_cell()), Fault::null);
}

TEST(Uuid, CanBePrinted) {
    std::ostringstream out;
    out << Uuid{text};
    EXPECT_EQ(out.str(), text);
}

}  // namespace
