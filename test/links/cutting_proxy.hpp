/// Between a client and a PostgreSQL server: passes on what both say, and cuts the link at the place asked for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace pewit::test {

enum class CutAt : std::uint8_t {
    before_request,  ///< the server never gets the client's Nth message
    after_request,   ///< it does, and the answer is lost
    in_answer,       ///< the client gets N bytes of answers
};

/// Where the server listens: a host's name or address, or the directory of a Unix socket.
struct ServerAddress {
    std::string host;
    std::uint16_t port = 0;
};

class CuttingProxy {
public:
    explicit CuttingProxy(ServerAddress server);
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;
    ~CuttingProxy();

    /// On 127.0.0.1.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Counts from now on, and cuts the link that comes to this place: once, later links live.
    void arm(CutAt where, std::int64_t number);
    void disarm() { arm(CutAt::before_request, 0); }
    [[nodiscard]] bool has_cut() const;
    [[nodiscard]] std::string describe() const;
    /// Messages of the client, and bytes of answers, since arm().
    [[nodiscard]] std::int64_t requests() const;
    [[nodiscard]] std::int64_t answer_bytes() const;

    /// Waits until the server has ended the sessions whose links were cut.
    void wait_for_sessions_to_end();

private:
    struct Link {
        int client = -1;  ///< -1: cut, the server's side is read to its end
        int server = -1;
        bool has_begun = false;    ///< the first message, which has no type, has passed
        std::string request = {};  ///< what is there of a message that is not complete
    };

    void serve();
    void accept_one();
    /// False: the link is gone.
    bool pass_requests(Link& link);
    bool pass_answers(Link& link);
    void cut(Link& link, const std::string& place);
    [[nodiscard]] bool reaches(CutAt where, std::int64_t count) const;

    ServerAddress server_;
    int listener_ = -1;
    int wake_[2] = {-1, -1};
    std::uint16_t port_ = 0;

    mutable std::mutex mutex_;
    std::condition_variable ended_;
    std::list<Link> links_;
    CutAt where_ = CutAt::before_request;
    std::int64_t number_ = 0;
    std::int64_t requests_ = 0;
    std::int64_t answer_bytes_ = 0;
    std::string place_;  ///< of the cut
    std::thread thread_;
};

}  // namespace pewit::test
