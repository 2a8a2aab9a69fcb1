/// The elements in the text of an array.
#pragma once

#include <string>
#include <string_view>

namespace pewit::detail {

/// Of the server's own output: `{1,NULL,"it \"is\""}`, before which may stand bounds as in `[0:1]={…}`.
/// https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
class ArrayScanner {
public:
    struct Element {
        std::string_view text = {};
        bool is_null = false;
        bool is_list = false;  ///< of an array of several dimensions
        bool is_end = false;   ///< there are no more
    };

    /// What stood in quotes is put into `unquoted`, which must have room for the whole text.
    ArrayScanner(std::string_view text, std::string& unquoted) noexcept;

    [[nodiscard]] Element next();

private:
    [[nodiscard]] Element quoted();
    void skip_list() noexcept;

    std::string_view rest_;  ///< from the next element on
    std::string& unquoted_;
};

}  // namespace pewit::detail
