/// A small shop: what a program's own code looks like to the tests in shop_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace shop {

MODEL(Product) {
    FIELD(std::string, name, unique);
    FIELD(std::int64_t, stock, default_(0), check("stock >= 0"));
};

MODEL(Sale) {
    META(index_on(c.product));
    FOREIGN_KEY(Product, product);
    FIELD(std::int64_t, pieces);
};

struct OutOfStock : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Takes the pieces from the stock and records the sale, both or neither; then tells `confirm`, once the sale
/// can't be lost any more. Errors: OutOfStock; pewit::DoesNotExist for a product that the shop does not have.
Sale sell(const std::string& product, std::int64_t pieces,
          const std::function<void(const Sale&)>& confirm = {});

/// Sells what is there of each, in one transaction. Returns the number of sales.
int sell_all(const std::initializer_list<std::pair<std::string, std::int64_t>>& wanted);

}  // namespace shop
