#include "common/http/head.h"

#include <boost/beast/http/error.hpp>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/http/target.h"

namespace broadsheet::http {
namespace {

using boost::beast::http::error;
using boost::beast::http::field;

constexpr unsigned kHttp11 = 11;

absl::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::optional<Target> TargetOf(const Head& head) {
  return ParseTarget({head.target().data(), head.target().size()});
}

// With a length and chunks at once, a proxy may see another end of the body than we do.
bool HasPlainFraming(const Head& head) {
  if (head.count(field::content_length) > 1) return false;
  if (head.count(field::transfer_encoding) == 0) return true;
  return head.version() >= kHttp11 && head.count(field::transfer_encoding) == 1 &&
         head.count(field::content_length) == 0 &&
         absl::EqualsIgnoreCase(View(head[field::transfer_encoding]), "chunked");
}

}  // namespace

std::optional<Refusal> RefusalFor(const boost::beast::error_code& code, const Head& head) {
  static const auto& parser_errors = boost::beast::error_code(error::bad_method).category();
  if (code.category() != parser_errors || code == error::end_of_stream ||
      code == error::partial_message) {
    return std::nullopt;
  }
  if (code == error::header_limit || code == error::buffer_overflow) {
    if (head.target().empty()) return Refusal{414, "the address is too long", "max_uri_bytes"};
    return Refusal{431, "the headers are too long", "max_head_bytes"};
  }
  if (code == error::body_limit) return Refusal{413, "the body is too long", "max_body_bytes"};
  if (code == error::bad_version) return Refusal{505, "the version of HTTP is neither 1.0 nor 1.1"};
  return Refusal{400, "that is not HTTP"};
}

std::optional<Refusal> FaultOf(const Head& head, const Limits& limits) {
  if (static_cast<int>(head.target().size()) > limits.max_uri_bytes) {
    return Refusal{414, "the address is too long", "max_uri_bytes"};
  }
  const size_t hosts = head.count(field::host);
  if (hosts > 1 || (hosts == 0 && head.version() >= kHttp11)) {
    return Refusal{400, "a request has one Host"};
  }
  if (!HasPlainFraming(head)) return Refusal{400, "where the body ends is not clear"};
  if (!TargetOf(head)) return Refusal{400, "the address is none"};
  return std::nullopt;
}

bool AsksToContinue(const Head& head) {
  return head.version() >= kHttp11 &&
         absl::EqualsIgnoreCase(View(head[field::expect]), "100-continue");
}

Request ToRequest(const Head& head) {
  Request request;
  request.receive_time = absl::Now();
  request.method = std::string(head.method_string());
  Target target = *TargetOf(head);
  request.path = std::move(target.path);
  request.parameters = std::move(target.parameters);
  request.host =
      target.authority.empty() ? std::string(head[field::host]) : std::move(target.authority);
  for (const auto& line : head) {
    request.headers.emplace_back(std::string(line.name_string()), std::string(line.value()));
  }
  return request;
}

}  // namespace broadsheet::http
