/// What an engine's factory returns and a Database takes: an engine with its options, not yet connected.
#pragma once

#include <memory>
#include <utility>

namespace pewit {

namespace detail {
class Driver;
}

/// Made by `pewit::sqlite(…)`, `pewit::postgres(…)` or `pewit::url(…)`. Copies share one driver.
class Connector {
public:
    explicit Connector(std::shared_ptr<detail::Driver> driver) noexcept : driver_(std::move(driver)) {}

    [[nodiscard]] const std::shared_ptr<detail::Driver>& driver() const noexcept { return driver_; }

private:
    std::shared_ptr<detail::Driver> driver_;
};

}  // namespace pewit
