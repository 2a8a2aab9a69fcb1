/// An owned, move-only `void()`: what std::function would be for, without its header.
#pragma once

#include <type_traits>
#include <utility>

namespace pewit::detail {

class Callback {
public:
    template <class F, class = std::enable_if_t<!std::is_same_v<std::decay_t<F>, Callback>>>
    explicit Callback(F&& function)
        : target_(new std::decay_t<F>(std::forward<F>(function))),
          call_([](void* target) { (*static_cast<std::decay_t<F>*>(target))(); }),
          destroy_([](void* target) noexcept { delete static_cast<std::decay_t<F>*>(target); }) {}
    Callback(Callback&& other) noexcept
        : target_(std::exchange(other.target_, nullptr)), call_(other.call_), destroy_(other.destroy_) {}
    Callback& operator=(Callback&& other) noexcept {
        std::swap(target_, other.target_);
        std::swap(call_, other.call_);
        std::swap(destroy_, other.destroy_);
        return *this;
    }
    ~Callback() {
        if (target_ != nullptr) destroy_(target_);
    }

    void operator()() const { call_(target_); }

private:
    void* target_;
    void (*call_)(void*);
    void (*destroy_)(void*) noexcept;
};

}  // namespace pewit::detail
