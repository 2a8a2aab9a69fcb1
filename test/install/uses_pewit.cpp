#include <pewit/version.hpp>

#include <iostream>

int main() { std::cout << pewit::version() << '\n'; }
