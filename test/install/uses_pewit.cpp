#include <pewit/pewit.hpp>

#include <cstdio>

int main() {
    pewit::Database db{pewit::sqlite({.path = ":memory:"})};
    const auto [version] = db.query<std::string>("SELECT ?", std::string{pewit::version()}).at(0);
    std::puts(version.c_str());
}
