/// Which tables a part of a statement sees.
#include "sql/scope.hpp"

#include <algorithm>

#include <pewit/error.hpp>

namespace pewit::detail {
namespace {

/// What the program should have said, by this method.
std::string advice(std::string_view method, const Operand& operand, const std::string& table) {
    if (method.empty()) return "";
    const std::string call = "; add ." + std::string(method);
    if (operand.alias == nullptr) return call + '<' + std::string(operand.model().name) + ">()";
    return call + '(' + table + (method == "join" ? ", …)" : ")");
}

[[noreturn]] void throw_not_in_from(const Operand& operand, std::string_view method) {
    const ModelDescription& model = operand.model();
    const std::string table(source_name({operand.model, operand.alias}));
    const std::string column(model.columns[operand.index].name);
    throw ProgrammingError("column " + table + "." + column + " is used, but its table is not "
                               + (method.empty() ? "there" : "in FROM") + advice(method, operand, table),
                           {.code = ErrorCode::misuse, .table = table, .column = column});
}

}  // namespace

std::string_view source_name(const Source& source) noexcept {
    if (source.alias != nullptr) return *source.alias;
    return source.model == nullptr ? std::string_view() : source.model().table;
}

void Scope::add(const Source& source) {
    const std::string_view name = source_name(source);
    if (is_taken(name)) {
        throw ProgrammingError("table " + std::string(name) + " is in FROM twice; give one of them another name with "
                               "pewit::alias",
                               {.code = ErrorCode::misuse, .table = std::string(name)});
    }
    sources_.push_back(source);
}

bool Scope::is_taken(std::string_view name) const noexcept {
    return !name.empty() && std::any_of(sources_.begin(), sources_.end(), [name](const Source& other) {
        return source_name(other) == name;
    });
}

void Scope::keep_only_first() {
    forgotten_.assign(sources_.begin() + 1, sources_.end());
    sources_.resize(1);
}

/// A query under a name has columns of its own, and those of models under its name.
bool Scope::has(const Source& source) const noexcept {
    return std::any_of(sources_.begin(), sources_.end(), [&source](const Source& other) {
        if (other.model != nullptr) return other == source;
        return other.alias != nullptr && other.alias == source.alias;
    });
}

bool Scope::sees(const Source& source) const noexcept {
    for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
        if (scope->has(source)) return true;
    }
    return false;
}

bool Scope::must_qualify(const Operand& column) const {
    const Source source{column.model, column.alias};
    if (has(source)) return qualify_ || source.alias != nullptr || sources_.size() > 1;
    if (outer_ != nullptr && outer_->sees(source)) return true;
    if (std::find(forgotten_.begin(), forgotten_.end(), source) != forgotten_.end()) {
        throw NotSupportedError(
            "this engine can't return a column of another table than the one that changes: "
                + std::string(source_name(source)),
            {.code = ErrorCode::not_supported, .table = std::string(source_name(source))});
    }
    throw_not_in_from(column, offer_);
}

}  // namespace pewit::detail
