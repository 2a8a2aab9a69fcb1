// A back-reference by a column that refers to nothing.
// expect: backrefs take foreign keys
#include <pewit/model.hpp>
#include <pewit/model_json.hpp>
#include <pewit/short_macros.hpp>

MODEL(User) { FIELD(std::string, username); };
MODEL(Tweet) {
    FOREIGN_KEY(User, user);
    FIELD(std::string, content);
};

pewit::Json test(const User& user) {
    [[maybe_unused]] const auto& T = Tweet::c;
#ifndef FIXED
    return pewit::model_to_json(user, {.backrefs = {T.content}});
#else
    return pewit::model_to_json(user, {.backrefs = {T.user}});
#endif
}
