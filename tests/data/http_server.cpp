#include "tests/data/http_server.h"

#include <arpa/inet.h>
#include <cpl_vsi.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/gdal_setup.h"

namespace twin::test {

namespace {

int listen_at(int port, int& bound) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    bound = ntohs(address.sin_port);
    return socket;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

HttpRequest parse(const std::string& head, bool& only_head) {
    HttpRequest request;
    const auto words = base::split(std::string_view(head).substr(0, head.find("\r\n")), ' ');
    only_head = words.at(0) == "HEAD";
    const std::string_view target = words.at(1);
    request.path = decoded(target.substr(0, target.find('?')));
    if (target.find('?') != std::string_view::npos) request.query = target.substr(target.find('?') + 1);
    for (const std::string_view word : base::split(request.query, '&')) {
        const std::size_t sign = word.find('=');
        if (sign != std::string_view::npos)
            request.words[base::to_lower_ascii(word.substr(0, sign))] = decoded(word.substr(sign + 1));
    }
    const std::string lower = base::to_lower_ascii(head);
    if (const std::size_t at = lower.find("\r\nrange: bytes="); at != std::string::npos)
        request.range = lower.substr(at + 15, lower.find("\r\n", at + 2) - at - 15);
    return request;
}

void send_all(int client, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

}  // namespace

HttpServer::HttpServer(Answer answer) : answer_(std::move(answer)) {
    socket_ = listen_at(0, port_);
    ::listen(socket_, 64);
    serving_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
    over_ = true;
    serving_.join();
    for (std::thread& thread : threads_) thread.join();
    ::close(socket_);
}

std::string HttpServer::url() const {
    return fmt::format("http://127.0.0.1:{}", port_);
}

std::vector<HttpRequest> HttpServer::asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
}

void HttpServer::serve() {
    while (!over_) {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        const int client = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) threads_.emplace_back([this, client] { talk(client); });
    }
}

void HttpServer::talk(int client) {
    std::string head;
    std::vector<char> buffer(8192);
    while (!over_ && head.find("\r\n\r\n") == std::string::npos) {
        pollfd waiting{client, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        const ssize_t got = ::recv(client, buffer.data(), buffer.size(), 0);
        if (got <= 0) break;
        head.append(buffer.data(), static_cast<std::size_t>(got));
    }
    if (head.find("\r\n\r\n") != std::string::npos) {
        bool only_head = false;
        const HttpRequest request = parse(head, only_head);
        {
            const std::lock_guard lock(mutex_);
            asked_.push_back(request);
        }
        HttpAnswer answer = answer_(request);
        std::string_view body = answer.body;
        std::string extra = answer.location.empty() ? "" : "Location: " + answer.location + "\r\n";
        if (!request.range.empty() && answer.status == 200) {
            const std::size_t first = std::stoull(request.range);
            const std::size_t dash = request.range.find('-');
            const std::size_t last =
                dash + 1 < request.range.size() ? std::stoull(request.range.substr(dash + 1)) : ~0ull;
            if (first < body.size()) {
                const std::size_t end = std::min(last, body.size() - 1);
                extra += fmt::format("Content-Range: bytes {}-{}/{}\r\n", first, end, body.size());
                body = body.substr(first, end - first + 1);
                answer.status = 206;
            }
        }
        if (!answer.silent)
            send_all(client, fmt::format("HTTP/1.1 {} Word\r\nContent-Type: {}\r\nContent-Length: {}\r\nAccept-Ranges: "
                                         "bytes\r\nConnection: close\r\n{}\r\n",
                                         answer.status, answer.type, body.size() + (answer.stalls ? 1000 : 0), extra));
        if (answer.silent || answer.stalls) {
            while (!over_) {
                pollfd gone{client, POLLIN | POLLRDHUP, 0};
                if (::poll(&gone, 1, 20) > 0) break;
            }
        } else if (!only_head) {
            send_all(client, body);
        }
    }
    ::shutdown(client, SHUT_WR);
    ::close(client);
}

int free_port() {
    int port = 0;
    ::close(listen_at(0, port));
    return port;
}

std::string png_of(int width_px, int height_px, unsigned colour) {
    data::prepare_gdal();
    GDALRegister_MEM();
    GDALDriverManager& drivers = *GetGDALDriverManager();
    GDALDataset* picture = drivers.GetDriverByName("MEM")->Create("", width_px, height_px, 3, GDT_Byte, nullptr);
    for (int band = 1; band <= 3; ++band) picture->GetRasterBand(band)->Fill((colour >> (8 * (3 - band))) & 0xFF);
    static std::atomic<int> number{0};
    const std::string path = fmt::format("/vsimem/test-{}.png", ++number);
    GDALClose(drivers.GetDriverByName("PNG")->CreateCopy(path.c_str(), picture, FALSE, nullptr, nullptr, nullptr));
    GDALClose(picture);
    vsi_l_offset size = 0;
    GByte* bytes = VSIGetMemFileBuffer(path.c_str(), &size, TRUE);
    std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
    VSIFree(bytes);
    return out;
}

}  // namespace twin::test
