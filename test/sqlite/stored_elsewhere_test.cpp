/// SQLite keeps any value in any column, unless a table is STRICT.
#include <gtest/gtest.h>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace pewit::test {
namespace {

MODEL(Number) {
    FIELD(bool, flag, default_(false));
    FIELD(std::int16_t, i16, default_(0));
    FIELD(std::int32_t, i32, default_(0));
    FIELD(std::uint8_t, u8, default_(0));
};

MODEL(Thing) {
    FIELD(std::string, text, default_(""));
    FIELD(Date, day, default_(Date{}));
    FIELD(DateTime, moment, default_(DateTime{}));
};

/// The message of the DataError that `code` throws.
template <class F>
std::string data_error(F&& code) {
    try {
        code();
    } catch (const DataError& error) {
        return error.what();
    }
    return "no DataError";
}

/// What another program may have stored in a table of its own making: read as what it is, or not at all.
class StoredElsewhere : public testing::Test {
protected:
    StoredElsewhere() {
        db.create_tables<Number, Thing>();
        for (const std::string table : {"number", "thing"}) {
            auto sql = std::get<0>(
                db.query<std::string>("SELECT sql FROM sqlite_schema WHERE name = $1", table).front());
            const std::size_t strict = sql.rfind("STRICT");
            if (strict == std::string::npos) throw std::logic_error("our own tables are strict");
            db.execute("DROP TABLE " + table);
            db.execute(sql.erase(strict));
        }
        db.execute("PRAGMA ignore_check_constraints = ON");
    }

    std::string message_after(const std::string& assignment) {
        const Number row = Number::create({});
        db.execute("UPDATE number SET " + assignment);
        return data_error([&] { static_cast<void>(Number::get_by_id(row.id)); });
    }
    std::string thing_message_after(const std::string& assignment) {
        const Thing row = Thing::create({});
        db.execute("UPDATE thing SET " + assignment);
        return data_error([&] { static_cast<void>(Thing::get_by_id(row.id)); });
    }

    Database db{sqlite({.path = ":memory:"})};
    ConnectionScope scope{db};
};

TEST_F(StoredElsewhere, TextIsNoNumber) {  // traps SV3, SV8
    EXPECT_EQ(message_after("i32 = '12abc'"),
              R"(cannot read column "number"."i32" as int32_t: the stored value is text)");
    EXPECT_EQ(message_after("flag = 'true'"),
              R"(cannot read column "number"."flag" as bool: the stored value is text)");
}

TEST_F(StoredElsewhere, ATooLargeNumberIsNotNarrowed) {  // trap SV3
    EXPECT_EQ(message_after("i32 = 3000000000"),
              R"(cannot read column "number"."i32" as int32_t: the stored value is out of range)");
    EXPECT_EQ(message_after("i16 = 70000"),
              R"(cannot read column "number"."i16" as int16_t: the stored value is out of range)");
    EXPECT_EQ(message_after("u8 = -1"),
              R"(cannot read column "number"."u8" as uint8_t: the stored value is out of range)");
}

TEST_F(StoredElsewhere, TextThatIsNoneIsNotRead) {
    EXPECT_EQ(thing_message_after("text = CAST(x'636166e9' AS TEXT)"),
              R"(cannot read column "thing"."text" as std::string: the stored value is not valid UTF-8)");
    EXPECT_EQ(
        thing_message_after("text = CAST(x'610062' AS TEXT)"),
        R"(cannot read column "thing"."text" as std::string: the stored value has a NUL character inside)");
}

TEST_F(StoredElsewhere, ADateThatDoesNotExistIsNotRead) {  // trap SV11
    EXPECT_EQ(
        thing_message_after("day = '2024-02-30'"),
        R"(cannot read column "thing"."day" as pewit::Date: the stored value is no value of that type)");
    EXPECT_EQ(
        thing_message_after("moment = '2024-02-29 25:00:00'"),
        R"(cannot read column "thing"."moment" as pewit::DateTime: the stored value is no value of that type)");
}

TEST_F(StoredElsewhere, ABlobIsNotReadAsText) {
    EXPECT_EQ(thing_message_after("text = x'61'"),
              R"(cannot read column "thing"."text" as std::string: the stored value is a blob)");
}

}  // namespace
}  // namespace pewit::test
