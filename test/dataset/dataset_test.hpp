/// An empty database as tables by name.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include <pewit/dataset.hpp>
#include <support/engine.hpp>

namespace pewit::test {

class DatasetTest : public testing::Test {
protected:
    FreshPlace place;
    Database db{place.in_memory()};
    Dataset data{db};
    DatasetTable users = data["users"];
};

/// What `function` throws.
template <class E, class F>
E error_of(F&& function) {
    try {
        function();
    } catch (const E& error) {
        return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return E("nothing");
}

}  // namespace pewit::test
