#include <pewit/blob.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <numeric>
#include <unordered_set>

#include <support/recording_statement.hpp>

using pewit::Blob;
using pewit::detail::Fault;
using namespace pewit::test;

namespace {

std::string all_bytes() {
    std::string bytes(256, '\0');
    std::iota(bytes.begin(), bytes.end(), '\0');
    return bytes;
}

TEST(Blob, AllBytesComeBack) {  // trap P32
    const Blob blob = Blob::from_string(all_bytes());
    ASSERT_EQ(blob.size(), 256U);
    EXPECT_EQ(round_trip(blob), blob);
    EXPECT_TRUE(rc::check([](const std::string& bytes) {
        RC_ASSERT(round_trip(Blob::from_string(bytes))->as_string_view() == bytes);
    }));
}

TEST(Blob, EmptyIsNotNull) {
    RecordingStatement statement;
    ASSERT_EQ(pewit::FieldTraits<Blob>::bind(statement, 0, Blob{}), Fault::none);
    EXPECT_EQ(statement.cell().kind, pewit::detail::CellKind::blob);
    EXPECT_EQ(round_trip(Blob{}), Blob{});
}

TEST(Blob, ReadsNoText) {
    EXPECT_EQ(read_fault<Blob>(cell_of("text")), Fault::wrong_kind);
    EXPECT_EQ(read_fault<Blob>(null_cell()), Fault::null);
}

TEST(Blob, IsMadeFromWhateverHasBytes) {
    const std::vector<std::byte> bytes{std::byte{1}, std::byte{0}};
    const std::array<std::uint8_t, 2> numbers{1, 0};
    const Blob expected{std::byte{1}, std::byte{0}};
    EXPECT_EQ(Blob{bytes}, expected);
    EXPECT_EQ(Blob{std::span{bytes}}, expected);
    EXPECT_EQ(Blob{std::span<const std::uint8_t>{numbers}}, expected);
    EXPECT_EQ(Blob::from_string(std::string_view("\1\0", 2)), expected);
    EXPECT_EQ(Blob{expected}.release(), bytes);
}

TEST(Blob, IsOrderedAsUnsignedBytes) {
    EXPECT_LT(Blob::from_string("\x7f"), Blob::from_string("\x80"));
    EXPECT_LT(Blob::from_string("a"), Blob::from_string("ab"));
    EXPECT_LT(Blob{}, Blob::from_string("a"));
}

TEST(Blob, CanBeAKey) {
    const std::unordered_set<Blob> set{Blob::from_string("a"), Blob::from_string("a"),
                                       Blob::from_string("b")};
    EXPECT_EQ(set.size(), 2U);
}

TEST(Blob, GrowsAndShrinks) {
    Blob blob;
    blob.push_back(std::byte{'a'});
    blob.append(std::as_bytes(std::span{std::string_view{"bc"}}));
    EXPECT_EQ(blob.as_string_view(), "abc");
    blob.resize(1);
    blob[0] = std::byte{'z'};
    EXPECT_EQ(blob.as_string_view(), "z");
    blob.clear();
    EXPECT_TRUE(blob.empty());
}

}  // namespace
