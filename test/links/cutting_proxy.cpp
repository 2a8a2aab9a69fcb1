#include "cutting_proxy.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace pewit::test {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::runtime_error(std::string("proxy: ") + what + ": " + std::strerror(errno));
}

int connect_to_socket(const ServerAddress& server) {
    const std::string path = server.host + "/.s.PGSQL." + std::to_string(server.port);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path))
        throw std::runtime_error("proxy: the socket's path is too long");
    path.copy(address.sun_path, path.size());
    const int link = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(link, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) fail("connect");
    return link;
}

int connect_to_host(const ServerAddress& server) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(server.host.c_str(), std::to_string(server.port).c_str(), &hints, &found) != 0)
        throw std::runtime_error("proxy: no such host: " + server.host);
    const int link = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int code = connect(link, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    if (code != 0) fail("connect");
    return link;
}

int connect_to(const ServerAddress& server) {
    return server.host.rfind('/', 0) == 0 ? connect_to_socket(server) : connect_to_host(server);
}

/// All of it, or false when nobody reads any more.
bool send_all(int link, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(link, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// How long the first message of the client in this text is; 0 when it is not complete.
std::size_t message_length(std::string_view text, bool has_type) {
    const std::size_t head = has_type ? 5 : 4;
    if (text.size() < head) return 0;
    std::size_t length = has_type ? 1 : 0;
    std::uint32_t body = 0;
    for (std::size_t i = head - 4; i < head; ++i)
        body = body << 8U | static_cast<unsigned char>(text[i]);
    length += body;
    return text.size() < length ? 0 : length;
}

}  // namespace

CuttingProxy::CuttingProxy(ServerAddress server) : server_(std::move(server)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0
        || getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 || pipe(wake_) != 0)
        fail("listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

CuttingProxy::~CuttingProxy() {
    static_cast<void>(write(wake_[1], "x", 1));
    thread_.join();
    for (const Link& link : links_) {
        if (link.client >= 0) close(link.client);
        close(link.server);
    }
    for (const int open : {listener_, wake_[0], wake_[1]})
        close(open);
}

void CuttingProxy::arm(CutAt where, std::int64_t number) {
    const std::lock_guard lock(mutex_);
    where_ = where;
    number_ = number;
    requests_ = answer_bytes_ = 0;
    place_.clear();
}

bool CuttingProxy::has_cut() const {
    const std::lock_guard lock(mutex_);
    return !place_.empty();
}
std::string CuttingProxy::describe() const {
    const std::lock_guard lock(mutex_);
    return place_.empty() ? "no cut" : place_;
}
std::int64_t CuttingProxy::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}
std::int64_t CuttingProxy::answer_bytes() const {
    const std::lock_guard lock(mutex_);
    return answer_bytes_;
}

void CuttingProxy::wait_for_sessions_to_end() {
    std::unique_lock lock(mutex_);
    const bool all = ended_.wait_for(lock, std::chrono::seconds(10), [this] {
        return std::none_of(links_.begin(), links_.end(), [](const Link& link) { return link.client < 0; });
    });
    if (!all) throw std::runtime_error("proxy: the server does not end a session whose client is gone");
}

void CuttingProxy::serve() {
    for (;;) {
        std::vector<pollfd> waiting{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        for (const Link& link : links_) {
            waiting.push_back({link.client, POLLIN, 0});  // poll() ignores -1
            waiting.push_back({link.server, POLLIN, 0});
        }
        if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
        if (waiting[0].revents != 0) return;
        const std::lock_guard lock(mutex_);
        std::size_t i = 2;
        for (auto link = links_.begin(); link != links_.end(); i += 2) {
            bool lives = waiting[i].revents == 0 || link->client < 0 || pass_requests(*link);
            lives = lives && (waiting[i + 1].revents == 0 || pass_answers(*link));
            if (lives) {
                ++link;
                continue;
            }
            if (link->client >= 0) close(link->client);
            close(link->server);
            link = links_.erase(link);
            ended_.notify_all();
        }
        if (waiting[1].revents != 0) accept_one();
    }
}

void CuttingProxy::accept_one() {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    try {
        links_.push_back({.client = client, .server = connect_to(server_)});
    } catch (const std::exception&) {
        close(client);  // the server is gone: so is the link
    }
}

bool CuttingProxy::reaches(CutAt where, std::int64_t count) const {
    return number_ > 0 && where_ == where && place_.empty() && count >= number_;
}

bool CuttingProxy::pass_requests(Link& link) {
    std::array<char, 65536> bytes;
    const ssize_t got = recv(link.client, bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    link.request.append(bytes.data(), static_cast<std::size_t>(got));
    while (const std::size_t length = message_length(link.request, link.has_begun)) {
        const std::string message = link.request.substr(0, length);
        link.request.erase(0, length);
        const std::string name = link.has_begun ? std::string("message ") + message[0] : "the first message";
        link.has_begun = true;
        ++requests_;
        const std::string place = " request " + std::to_string(requests_) + ", " + name;
        if (reaches(CutAt::before_request, requests_)) {
            cut(link, "before" + place);
            return true;
        }
        if (!send_all(link.server, message)) return false;
        if (reaches(CutAt::after_request, requests_)) {
            cut(link, "after" + place);
            return true;
        }
    }
    return true;
}

bool CuttingProxy::pass_answers(Link& link) {
    std::array<char, 65536> bytes;
    const ssize_t got = recv(link.server, bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    if (link.client < 0) return true;
    std::string_view answer(bytes.data(), static_cast<std::size_t>(got));
    answer_bytes_ += got;
    if (reaches(CutAt::in_answer, answer_bytes_)) {
        answer.remove_suffix(static_cast<std::size_t>(answer_bytes_ - number_));
        static_cast<void>(send_all(link.client, answer));
        cut(link, "after byte " + std::to_string(number_) + " of the answers");
        return true;
    }
    return send_all(link.client, answer);
}

/// The client's side is closed at once; the server may finish what it has, and its end is waited for.
void CuttingProxy::cut(Link& link, const std::string& place) {
    place_ = place;
    close(link.client);
    link.client = -1;
    shutdown(link.server, SHUT_WR);
}

}  // namespace pewit::test
