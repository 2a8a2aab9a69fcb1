/// The memory of rows that are being read.
#include <pewit/detail/row_buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using pewit::detail::row_type;
using pewit::detail::RowBuffer;
using pewit::detail::take_rows;

template <class R>
void add(RowBuffer& buffer, const R& row) {
    ::new (buffer.room()) R(row);
    buffer.keep();
}

struct Counted {
    Counted() { ++alive; }
    Counted(const Counted&) { ++alive; }
    ~Counted() { --alive; }
    static inline int alive = 0;
};

TEST(RowBuffer, HandsOutItsRowsInOrder) {
    for (const std::size_t count : {0U, 1U, 15U, 16U, 17U, 47U, 48U, 49U, 1000U}) {
        RowBuffer buffer(row_type<std::string>);
        for (std::size_t i = 0; i < count; ++i)
            add(buffer, "a text that is too long to be kept in place " + std::to_string(i));
        const std::vector<std::string> rows = take_rows<std::string>(buffer);
        ASSERT_EQ(rows.size(), count);
        for (std::size_t i = 0; i < count; ++i)
            ASSERT_EQ(rows[i], "a text that is too long to be kept in place " + std::to_string(i));
    }
}

TEST(RowBuffer, DestroysWhatWasConstructed) {
    {
        RowBuffer buffer(row_type<Counted>);
        for (int i = 0; i < 100; ++i)
            add(buffer, Counted());
        static_cast<void>(buffer.room());  // nothing is constructed there
        EXPECT_EQ(Counted::alive, 100);
        const std::vector<Counted> rows = take_rows<Counted>(buffer);
        EXPECT_EQ(Counted::alive, 200);
    }
    EXPECT_EQ(Counted::alive, 0);
}

TEST(RowBuffer, MindsTheAlignment) {
    struct alignas(64) Wide {
        double value = 0;
    };
    RowBuffer buffer(row_type<Wide>);
    for (std::size_t i = 0; i < 40; ++i) {
        add(buffer, Wide());
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.at(i, sizeof(Wide))) % alignof(Wide), 0U);
    }
}

TEST(RowBuffer, FillsAVectorOfBool) {
    RowBuffer buffer(row_type<bool>);
    for (const bool value : {true, false, true})
        add(buffer, value);
    EXPECT_EQ(take_rows<bool>(buffer), (std::vector<bool>{true, false, true}));
}

}  // namespace
