// HTTP requests and answers as values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace broadsheet::http {

// Names and values, in the order in which they are sent.
using Headers = std::vector<std::pair<std::string, std::string>>;

// What a client asks for.
struct Request {
  // "GET", as the client wrote it.
  std::string method;
  // Percent-decoded, "/category/tech/": any bytes may be in it.
  std::string path;
  // Decoded query parameters; those of one name keep their order.
  std::multimap<std::string, std::string> parameters;
  // How the client addresses this server, "news.example:8080"; HTTP/1.0 may leave
  // it empty.
  std::string host;
  Headers headers;
  // Where the handler wanted it (Handler::KeptBodyBytes()); else it was thrown away.
  std::string body;
  // When its head had come.
  absl::Time receive_time;

  // The value of that name in any case; those of several are joined by ", ", as a list.
  std::string Header(std::string_view name) const {
    std::string joined;
    for (const auto& [key, value] : headers) {
      if (!absl::EqualsIgnoreCase(key, absl::string_view(name.data(), name.size()))) continue;
      absl::StrAppend(&joined, joined.empty() ? "" : ", ", value);
    }
    return joined;
  }
};

// The answer to it. The server adds Date, Content-Length and Connection, leaves the
// body out where the request is a HEAD, and headers where their value has a line break.
struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  Headers headers;
};

}  // namespace broadsheet::http
