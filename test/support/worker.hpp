/// A second thread that does one thing after the other when told to.
#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>

namespace pewit::test {

class Worker {
public:
    Worker() : thread_([this] { work(); }) {}
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker() {
        post(std::packaged_task<void()>{});
        thread_.join();
    }

    /// Runs it there and waits; what it throws is thrown here.
    void run(std::function<void()> step) { start(std::move(step)).get(); }
    /// Runs it there meanwhile.
    std::future<void> start(std::function<void()> step) {
        std::packaged_task<void()> task{std::move(step)};
        auto result = task.get_future();
        post(std::move(task));
        return result;
    }

private:
    void post(std::packaged_task<void()> task) {
        {
            const std::lock_guard lock{mutex_};
            tasks_.push(std::move(task));
        }
        more_.notify_one();
    }
    void work() {
        for (;;) {
            std::unique_lock lock{mutex_};
            more_.wait(lock, [this] { return !tasks_.empty(); });
            auto task = std::move(tasks_.front());
            tasks_.pop();
            lock.unlock();
            if (!task.valid()) return;
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable more_;
    std::queue<std::packaged_task<void()>> tasks_;
    std::thread thread_;
};

}  // namespace pewit::test
