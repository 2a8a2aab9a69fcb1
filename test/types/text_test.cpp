/// The rule for text: valid UTF-8 without NUL, compared with a decoder written the slow and plain way.
#include <pewit/detail/text.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

using pewit::detail::check_length;
using pewit::detail::check_text;
using pewit::detail::count_code_points;
using pewit::detail::Fault;

namespace {

std::string encode(std::uint32_t code_point) {
    const auto byte = [](std::uint32_t value) {
        return static_cast<char>(static_cast<unsigned char>(value));
    };
    if (code_point < 0x80) return {byte(code_point)};
    if (code_point < 0x800) return {byte(0xC0 | code_point >> 6U), byte(0x80 | (code_point & 0x3FU))};
    if (code_point < 0x10000) {
        return {byte(0xE0 | code_point >> 12U), byte(0x80 | (code_point >> 6U & 0x3FU)),
                byte(0x80 | (code_point & 0x3FU))};
    }
    return {byte(0xF0 | code_point >> 18U), byte(0x80 | (code_point >> 12U & 0x3FU)),
            byte(0x80 | (code_point >> 6U & 0x3FU)), byte(0x80 | (code_point & 0x3FU))};
}

bool is_scalar(std::uint32_t code_point) {
    return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

rc::Gen<std::string> valid_text() {
    const auto code_point = rc::gen::suchThat(
        rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(1, 0x80), rc::gen::inRange<std::uint32_t>(1, 0x800),
                       rc::gen::inRange<std::uint32_t>(1, 0x10000),
                       rc::gen::inRange<std::uint32_t>(1, 0x110000)),
        is_scalar);
    return rc::gen::map(rc::gen::container<std::vector<std::uint32_t>>(code_point),
                        [](const auto& code_points) {
                            std::string text;
                            for (const std::uint32_t each : code_points)
                                text += encode(each);
                            return text;
                        });
}

TEST(CheckText, AcceptsEveryScalarValueInItsShortestForm) {
    for (std::uint32_t code_point = 1; code_point <= 0x10FFFF; ++code_point) {
        if (!is_scalar(code_point)) continue;
        ASSERT_EQ(check_text(encode(code_point)), Fault::none) << code_point;
    }
}

TEST(CheckText, RefusesSurrogatesAndWhatIsAboveUnicode) {
    for (std::uint32_t code_point = 0xD800; code_point <= 0xDFFF; ++code_point) {
        ASSERT_EQ(check_text(encode(code_point)), Fault::bad_text) << code_point;
    }
    for (std::uint32_t code_point = 0x110000; code_point <= 0x1FFFFF; code_point += 0x101) {
        ASSERT_EQ(check_text(encode(code_point)), Fault::bad_text) << code_point;
    }
}

TEST(CheckText, RefusesLongerFormsThanNeeded) {
    for (const std::string text :
         {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF"}) {
        EXPECT_EQ(check_text(text), Fault::bad_text);
    }
}

TEST(CheckText, AcceptsExactlyTheTwoByteSequences) {
    for (int first = 0x80; first <= 0xFF; ++first) {
        for (int second = 1; second <= 0xFF; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second)};
            const bool valid = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
            ASSERT_EQ(check_text(text) == Fault::none, valid) << first << ' ' << second;
        }
    }
}

TEST(CheckText, RefusesACutSequenceWhereverItIs) {
    EXPECT_TRUE(rc::check([] {
        const auto before = *valid_text();
        const auto code_point =
            *rc::gen::suchThat(rc::gen::inRange<std::uint32_t>(0x80, 0x110000), is_scalar);
        const std::string sequence = encode(code_point);
        const auto kept = *rc::gen::inRange<std::size_t>(1, sequence.size());
        const auto after = *rc::gen::element<std::string>("", "a", "abcdefghijkl", "é");
        RC_ASSERT(check_text(before + sequence.substr(0, kept) + after) == Fault::bad_text);
    }));
}

TEST(CheckText, AcceptsAnyValidTextAtAnyAlignment) {
    EXPECT_TRUE(rc::check([] {
        const std::string text = *valid_text();
        const auto offset = *rc::gen::inRange<std::size_t>(0, 16);
        const std::string shifted = std::string(offset, 'x') + text;
        RC_ASSERT(check_text(shifted) == Fault::none);
        RC_ASSERT(check_text(std::string_view{shifted}.substr(offset)) == Fault::none);
    }));
}

TEST(CheckText, FindsANulAtEveryPlace) {
    for (std::size_t size = 1; size < 40; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            std::string text(size, 'a');
            text[place] = '\0';
            ASSERT_EQ(check_text(text), Fault::embedded_nul) << place << " of " << size;
        }
    }
}

TEST(CheckText, FindsABadByteAtEveryPlace) {
    for (std::size_t size = 1; size < 40; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            std::string text(size, 'a');
            text[place] = '\xFF';
            ASSERT_EQ(check_text(text), Fault::bad_text) << place << " of " << size;
        }
    }
}

TEST(CodePoints, AreCountedNotBytes) {
    EXPECT_EQ(count_code_points(""), 0U);
    EXPECT_EQ(count_code_points("aé世🐈"), 4U);
}

TEST(CheckLength, CountsCodePoints) {
    EXPECT_EQ(check_length("aé世🐈", 4), Fault::none);
    EXPECT_EQ(check_length("aé世🐈", 3), Fault::too_long);
    EXPECT_EQ(check_length("abcd", 4), Fault::none);
    EXPECT_EQ(check_length("abcde", 4), Fault::too_long);
    EXPECT_EQ(check_length("no limit", 0), Fault::none);
}

}  // namespace
