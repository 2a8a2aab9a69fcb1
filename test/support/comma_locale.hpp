/// Locales with decimal commas and digit groups, for tests that no text form depends on them (trap P36).
#pragma once

#include <clocale>
#include <cstdlib>
#include <locale>
#include <string>

#include <support/temp_directory.hpp>

namespace pewit::test {

/// The C++ library's global locale, for as long as it lives.
class CppCommas {
public:
    CppCommas() : before_(std::locale::global(std::locale{std::locale::classic(), new Commas})) {}
    CppCommas(const CppCommas&) = delete;
    CppCommas& operator=(const CppCommas&) = delete;
    ~CppCommas() { std::locale::global(before_); }

private:
    struct Commas : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    std::locale before_;
};

/// The C library's: de_DE.UTF-8, made where the system has its sources only. is_set(): it could be had.
class CCommas {
public:
    CCommas() : is_set_(set()) {}
    CCommas(const CCommas&) = delete;
    CCommas& operator=(const CCommas&) = delete;
    ~CCommas() {
        std::setlocale(LC_ALL, "C");
        unsetenv("LOCPATH");
    }
    [[nodiscard]] bool is_set() const noexcept { return is_set_; }
    static constexpr auto why_not = "there is neither de_DE.UTF-8 nor localedef (package locales)";

private:
    bool set() const {
        if (std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr) return true;
        const std::string target = directory_.file("de_DE.UTF-8");
        const std::string command = "localedef -i de_DE -f UTF-8 '" + target + "' >/dev/null 2>&1";
        if (std::system(command.c_str()) != 0) return false;
        setenv("LOCPATH", directory_.path().c_str(), 1);
        return std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
    }

    TempDirectory directory_;
    bool is_set_;
};

}  // namespace pewit::test
