#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace twin::test {

/// What a client asked for. Names of `words` (the query's) are in lower case.
struct HttpRequest {
    std::string path;
    std::string query;
    std::map<std::string, std::string> words;
    std::string range;
};

struct HttpAnswer {
    int status = 200;
    std::string type = "text/plain";
    std::string body = {};
    std::string location = {};  ///< Of a redirection.
    bool silent = false;        ///< Never says a word.
    bool stalls = false;        ///< Falls silent after its head.
};

/// A server on this machine for tests of services: one answer per connection, ranges of bytes, HEAD.
/// Owner: the test.  Thread: `answer` is called from the server's threads.
class HttpServer {
  public:
    using Answer = std::function<HttpAnswer(const HttpRequest&)>;
    explicit HttpServer(Answer answer);
    ~HttpServer();

    std::string url() const;  ///< "http://127.0.0.1:PORT"
    int port() const { return port_; }
    std::vector<HttpRequest> asked();

  private:
    void serve();
    void talk(int client);

    Answer answer_;
    int socket_ = -1;
    int port_ = 0;
    std::atomic<bool> over_{false};
    std::mutex mutex_;
    std::vector<HttpRequest> asked_;
    std::vector<std::thread> threads_;
    std::thread serving_;
};

/// A free port that nobody listens on.
int free_port();

/// A picture of one colour (0xRRGGBB) as PNG.
std::string png_of(int width_px, int height_px, unsigned colour);

}  // namespace twin::test
