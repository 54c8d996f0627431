// A client of HTTP that sends what no library would.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace broadsheet::http::testing {

struct Answer {
  // 0 where the connection ended first.
  int status = 0;
  // By their names in lower case.
  std::map<std::string, std::string> headers;
  std::string body;
};

// One connection. Waits at most 20 seconds for anything.
class RawClient {
 public:
  // To `port` of 127.0.0.1, from `source`; to [::1] where that is "::1".
  explicit RawClient(int port, const std::string& source = "127.0.0.1");
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;

  // False where the server has closed the connection.
  bool Send(std::string_view bytes);

  // The next answer. One to HEAD has no body.
  Answer Read(bool is_head = false);
  Answer Ask(std::string_view request) { return Send(request), Read(); }

  // Waits until the server ends the connection, and throws away what it sends.
  bool AwaitEnd();

  // Whether the connection stands just now, and nothing has come.
  bool IsQuiet();

 private:
  bool Receive();
  int fd_ = -1;
  std::string buffer_;
};

}  // namespace broadsheet::http::testing
