#include "shop.hpp"

namespace shop {
namespace {
const auto& P = Product::c;
const auto& S = Sale::c;
}  // namespace

Sale sell(const std::string& product, std::int64_t pieces, const std::function<void(const Sale&)>& confirm) {
    return pewit::atomic(pewit::current, [&](auto& tx) {
        const Product found = Product::get(P.name == product);
        if (Product::update(P.stock = P.stock - pieces).where(P.id == found.id, P.stock >= pieces).execute()
            == 0)
            throw OutOfStock("there are not " + std::to_string(pieces) + " of " + product);
        const Sale sale = Sale::create(S.product = found, S.pieces = pieces);
        if (confirm) tx.on_commit([confirm, sale] { confirm(sale); });
        return sale;
    });
}

int sell_all(const std::initializer_list<std::pair<std::string, std::int64_t>>& wanted) {
    return pewit::atomic(pewit::current, [&] {
        int sales = 0;
        for (const auto& [product, pieces] : wanted) {
            try {
                sell(product, pieces);  // a savepoint in here
                ++sales;
            } catch (const OutOfStock&) {  // the others go on
            }
        }
        return sales;
    });
}

}  // namespace shop
