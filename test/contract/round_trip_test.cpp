/// Every field type through a model into a real database and back: the same value, or an error and no row.
/// Trap G17.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <numeric>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/engine.hpp>

namespace pewit::test {

enum class Mood { calm, cross, unnamed };
constexpr auto pewit_enum_names(Mood) {
    return enum_names<Mood>({{Mood::calm, "calm"}, {Mood::cross, "böse"}});
}
enum class Size : std::uint8_t { small = 1, large = 255 };

MODEL(Number) {
    FIELD(bool, flag, default_(false));
    FIELD(std::int8_t, i8, default_(0));
    FIELD(std::int16_t, i16, default_(0));
    FIELD(std::int32_t, i32, default_(0));
    FIELD(std::int64_t, i64, default_(0));
    FIELD(std::uint8_t, u8, default_(0));
    FIELD(std::uint16_t, u16, default_(0));
    FIELD(std::uint32_t, u32, default_(0));
    FIELD(std::uint64_t, u64, default_(0));
    FIELD(float, single, default_(0));
    FIELD(double, real, default_(0));
    FIELD(Size, size, default_(Size::small));
};

MODEL(Thing) {
    FIELD(std::string, text, default_(""));
    FIELD(Blob, bytes, default_(Blob{}));
    FIELD(Decimal, price, default_(0));
    FIELD(Date, day, default_(Date{}));
    FIELD(Time, hour, default_(Time{}));
    FIELD(DateTime, moment, default_(DateTime{}));
    FIELD(std::chrono::microseconds, span, default_(std::chrono::microseconds{}));
    FIELD(Uuid, uuid, default_(Uuid{}));
    FIELD(Json, json, default_([] { return Json{}; }));
    FIELD(Mood, mood, default_(Mood::calm));
};

MODEL(Maybe) {
    FIELD(std::optional<std::int64_t>, number);
    FIELD(std::optional<double>, real);
    FIELD(std::optional<std::string>, text);
    FIELD(std::optional<Blob>, bytes);
    FIELD(std::optional<Decimal>, price);
    FIELD(std::optional<DateTime>, moment);
    FIELD(std::optional<Json>, json);
    FIELD(std::optional<Mood>, mood);
};

namespace {

auto& N = Number::c;
auto& T = Thing::c;
auto& M = Maybe::c;

class RoundTrip : public testing::Test {
protected:
    RoundTrip() { db.create_tables<Number, Thing, Maybe>(); }

    template <class Model>
    std::int64_t count() {
        return std::get<0>(db.query<std::int64_t>("SELECT count(*) FROM " + table_of<Model>()).front());
    }
    template <class Model>
    std::string table_of() {
        return '"' + std::string{detail::description<Model>().table} + '"';
    }
    template <class T>
    T stored(const std::string& sql) {
        return std::get<0>(db.query<T>(sql).front());
    }

    FreshPlace place;
    Database db{place.connector()};
    ConnectionScope scope{db};
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

/// Any text without NUL, in UTF-8.
rc::Gen<std::string> texts() {
    const auto piece = rc::gen::element<std::string>("a", "'", "\"", "%", "_", "\\", "\n", "\x01", "\x7f",
                                                     "é", "世", "🐈", "\uFEFF");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) {
                            return std::accumulate(pieces.begin(), pieces.end(), std::string{});
                        });
}

template <class Float, class Bits>
rc::Gen<Float> floats() {
    return rc::gen::suchThat(
        rc::gen::map(rc::gen::arbitrary<Bits>(), [](Bits bits) { return std::bit_cast<Float>(bits); }),
        [](Float value) { return !std::isnan(value); });
}

rc::Gen<Decimal> decimals() {
    return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange(0, 30)),
                        [](const auto& parts) {
                            return Decimal{parts.first} * Decimal{"1e-" + std::to_string(parts.second)};
                        });
}

rc::Gen<DateTime> moments() {
    const std::int64_t range = (DateTime::max() - DateTime::min()).count();
    return rc::gen::map(rc::gen::inRange<std::int64_t>(0, range), [](std::int64_t micros) {
        return DateTime::min() + std::chrono::microseconds{micros};
    });
}

rc::Gen<Number> numbers() {
    return rc::gen::exec([] {
        Number row;
        row.flag = *rc::gen::arbitrary<bool>();
        row.i8 = *rc::gen::arbitrary<std::int8_t>();
        row.i16 = *rc::gen::arbitrary<std::int16_t>();
        row.i32 = *rc::gen::arbitrary<std::int32_t>();
        row.i64 = *rc::gen::arbitrary<std::int64_t>();
        row.u8 = *rc::gen::arbitrary<std::uint8_t>();
        row.u16 = *rc::gen::arbitrary<std::uint16_t>();
        row.u32 = *rc::gen::arbitrary<std::uint32_t>();
        row.u64 = *rc::gen::arbitrary<std::uint64_t>() >> 1U;
        row.single = *floats<float, std::uint32_t>();
        row.real = *floats<double, std::uint64_t>();
        row.size = *rc::gen::element(Size::small, Size::large);
        return row;
    });
}

auto values(const Number& row) {
    return std::tie(row.flag, row.i8, row.i16, row.i32, row.i64, row.u8, row.u16, row.u32, row.u64,
                    row.single, row.real, row.size);
}

auto values(const Thing& row) {
    return std::tie(row.text, row.bytes, row.price, row.day, row.hour, row.moment, row.span, row.uuid,
                    row.json, row.mood);
}

TEST_F(RoundTrip, OfNumbers) {
    EXPECT_TRUE(rc::check([] {
        const Number saved = Number::create(*numbers());
        RC_ASSERT(values(Number::get_by_id(saved.id)) == values(saved));
    }));
}

TEST_F(RoundTrip, OfTheLimitsOfEachWidth) {
    const auto check = []<class V>(V Number::*member) {
        using Limits = std::numeric_limits<V>;
        for (const V value : {Limits::lowest(), Limits::min(), V{}, Limits::max()}) {
            if (std::is_same_v<V, std::uint64_t> && value == Limits::max()) continue;
            Number row;
            row.*member = value;
            row.save();
            EXPECT_EQ(Number::get_by_id(row.id).*member, value);
        }
    };
    check(&Number::i8);
    check(&Number::i16);
    check(&Number::i32);
    check(&Number::i64);
    check(&Number::u8);
    check(&Number::u16);
    check(&Number::u32);
    check(&Number::u64);
    check(&Number::single);
    check(&Number::real);
}

TEST_F(RoundTrip, OfInfinitiesAndTheSmallestFraction) {
    for (const double value : {HUGE_VAL, -HUGE_VAL, std::numeric_limits<double>::denorm_min(), 0.1}) {
        const Number row = Number::create(N.real = value);
        EXPECT_EQ(Number::get_by_id(row.id).real, value);
    }
}

TEST_F(RoundTrip, OfNotANumberIsRefused) {  // trap SV1
    EXPECT_EQ(data_error([] { Number::create(N.real = std::nan("")); }),
              R"(cannot write column "number"."real" from double: the value is not a number (NaN))");
    EXPECT_EQ(data_error([] { Number::create(N.single = std::nanf("")); }),
              R"(cannot write column "number"."single" from float: the value is not a number (NaN))");
    EXPECT_NE(data_error([] { Maybe::create(M.real = std::nan("")); }), "no DataError") << "NULL is not NaN";
    EXPECT_EQ(count<Number>() + count<Maybe>(), 0);
}

TEST_F(RoundTrip, OfWhatNoIntegerColumnHoldsIsRefused) {  // trap SV2
    EXPECT_EQ(data_error([] { Number::create(N.u64 = std::uint64_t{1} << 63U); }),
              R"(cannot write column "number"."u64" from uint64_t: the value is out of range)");
    EXPECT_EQ(count<Number>(), 0);
}

TEST_F(RoundTrip, OfValueTypes) {
    EXPECT_TRUE(rc::check([] {
        Thing row;
        row.text = *texts();
        row.bytes = Blob::from_string(*rc::gen::arbitrary<std::string>());
        row.price = *decimals();
        row.moment = *moments();
        row.day = row.moment.date();
        row.hour = row.moment.time();
        row.span = std::chrono::microseconds{*rc::gen::arbitrary<std::int64_t>()};
        row.uuid = Uuid{*rc::gen::arbitrary<Uuid::Bytes>()};
        // jsonb keeps what a text means, not how it was written.
        const auto letter = on_postgres() ? rc::gen::element<std::string>("a", "é", "b")
                                          : rc::gen::element<std::string>("a", "é", "\\u0041");
        row.json = Json{"[\"" + *letter + "\", 1.50]"};
        row.mood = *rc::gen::element(Mood::calm, Mood::cross);
        row.save();
        const Thing got = Thing::get_by_id(row.id);
        RC_ASSERT(values(got) == values(row));
        RC_ASSERT(got.price.text() == row.price.text());
    }));
}

TEST_F(RoundTrip, OfAllBytes) {  // trap P32
    std::string bytes(256, '\0');
    std::iota(bytes.begin(), bytes.end(), '\0');
    const Thing row = Thing::create(T.bytes = Blob::from_string(bytes));
    EXPECT_EQ(Thing::get_by_id(row.id).bytes.as_string_view(), bytes);
    EXPECT_EQ(stored<std::int64_t>("SELECT length(bytes) FROM thing"), 256);
}

TEST_F(RoundTrip, OfExactDecimals) {  // trap SV4
    for (const char* text : {"12345678901234567.8901", "1.50", "-0.00",
                             "99999999999999999999999999999999999999", "42", "1e-30"}) {
        if (on_postgres() && std::string_view{text} == "-0.00") continue;  // numeric has one zero
        const Decimal value{text};
        const Thing row = Thing::create(T.price = value);
        EXPECT_EQ(Thing::get_by_id(row.id).price.text(), value.text());
        const std::string kind = on_postgres() ? "pg_typeof(price)::text" : "typeof(price)";
        EXPECT_EQ(stored<std::string>("SELECT " + kind + " FROM thing ORDER BY id DESC LIMIT 1"),
                  on_postgres() ? "numeric" : "text");
    }
}

TEST_F(RoundTrip, OfMomentsKeepsMicrosecondsAndOrder) {
    Thing::create(T.moment = DateTime{"2024-02-29 13:05:07.000042"});
    Thing::create(T.moment = DateTime::min());
    Thing::create(T.moment = DateTime::max());
    const auto rows = db.query<DateTime>("SELECT moment FROM thing ORDER BY moment");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(std::get<0>(rows[0]), DateTime::min());
    EXPECT_EQ(std::get<0>(rows[1]).to_string(), "2024-02-29 13:05:07.000042");
    EXPECT_EQ(std::get<0>(rows[2]), DateTime::max());
}

TEST_F(RoundTrip, OfTextThatIsNoneIsRefused) {  // traps SV5, SV6, P31, P33
    EXPECT_EQ(data_error([] { Thing::create(T.text = std::string("ab\0cd", 5)); }),
              R"(cannot write column "thing"."text" from std::string: the value has a NUL character inside)");
    EXPECT_EQ(data_error([] { Thing::create(T.text = "caf\xe9"); }),
              R"(cannot write column "thing"."text" from std::string: the value is not valid UTF-8)");
    EXPECT_EQ(count<Thing>(), 0);
}

TEST_F(RoundTrip, OfAnEnumeratorWithoutANameIsRefused) {
    EXPECT_EQ(data_error([] { Thing::create(T.mood = Mood::unnamed); }),
              R"(cannot write column "thing"."mood" from pewit::test::Mood: the value is out of range)");
}

TEST_F(RoundTrip, OfNothingIsNull) {
    const Maybe row = Maybe::create({});
    const Maybe got = Maybe::get_by_id(row.id);
    EXPECT_FALSE(got.number || got.real || got.text || got.bytes || got.price || got.moment || got.json
                 || got.mood);
    EXPECT_EQ(stored<std::int64_t>(
                  "SELECT count(*) FROM maybe WHERE number IS NULL AND text IS NULL AND bytes IS NULL"),
              1);
}

TEST_F(RoundTrip, OfEmptyIsNotNull) {
    const Maybe row = Maybe::create(M.text = "", M.bytes = Blob{}, M.json = Json{});
    const Maybe got = Maybe::get_by_id(row.id);
    EXPECT_EQ(got.text, "");
    EXPECT_EQ(got.bytes, Blob{});
    EXPECT_EQ(got.json, Json{"null"});
}

TEST_F(RoundTrip, OfAFailedSaveLeavesTheRowAsItWas) {
    Number row = Number::create(N.real = 1.5);
    row.real = std::nan("");
    row.i8 = 7;
    EXPECT_THROW(row.save(), DataError);
    const Number got = Number::get_by_id(row.id);
    EXPECT_EQ(got.real, 1.5);
    EXPECT_EQ(got.i8, 0);
}

TEST_F(RoundTrip, IsKeptByTablesThatRefuseOtherKinds) {  // trap SV8
    Number::create({});
    EXPECT_THROW(db.execute("UPDATE number SET i32 = '12abc'"), DataError);
    EXPECT_THROW(db.execute("UPDATE number SET flag = 'maybe'"), DataError);
}

}  // namespace
}  // namespace pewit::test
