#include "common/http/connection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <limits>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/http/compression.h"

namespace broadsheet::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::http::field;

// Waiting for a client takes no more than this.
constexpr size_t kFirstBytes = 512;
// What is still thrown away of a client that was refused, so that it reads why.
constexpr size_t kLingerBytes = 256 << 10;
constexpr absl::Duration kLinger = absl::Seconds(2);
constexpr int kNotModified = 304;

auto Into(beast::error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

std::chrono::steady_clock::time_point After(absl::Duration duration) {
  return std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(duration);
}

std::string HttpNow() {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::Now(), absl::UTCTimeZone());
}

// Otherwise it would end its header, and begin others.
bool IsOneLine(const std::string& value) {
  return value.find_first_of("\r\n") == std::string::npos;
}

beast::http::response<beast::http::string_body> ToBeast(Response response, unsigned version,
                                                        bool keep_alive) {
  beast::http::response<beast::http::string_body> out;
  out.version(version);
  out.result(static_cast<unsigned>(response.status));
  out.set(field::date, HttpNow());
  for (const auto& [name, value] : response.headers) {
    if (IsOneLine(value)) out.insert(name, value);
  }
  // A length would be that of the page which the client has.
  if (response.status != kNotModified) {
    out.set(field::content_type, response.content_type);
    out.set(field::accept_ranges, "none");
    out.content_length(response.body.size());
  }
  out.keep_alive(keep_alive);
  out.body() = std::move(response.body);
  return out;
}

}  // namespace

Connection::Connection(ConnectionContext& context, asio::ip::tcp::socket socket,
                       std::unique_ptr<ConnectionTable::Seat> seat)
    : context_(context),
      stream_(std::move(socket)),
      buffer_(static_cast<size_t>(context.limits.max_head_bytes)),
      seat_(std::move(seat)),
      head_deadline_(After(context.limits.head_timeout)) {}

asio::awaitable<void> Connection::Run() {
  const int max = context_.limits.max_requests_per_connection;
  for (int answered = 0; co_await AnswerNext(answered == 0, answered + 1 >= max); ++answered) {
  }
}

asio::awaitable<bool> Connection::AnswerNext(bool is_first, bool is_last) {
  seat_->Wait([this] { Evict(); });
  if (!co_await AwaitFirstByte(is_first)) co_return false;
  Parser parser;
  Incoming incoming = co_await ReadHead(parser);
  if (!incoming.ended && !incoming.refusal && !parser.is_done()) {
    incoming = co_await ReadBody(parser, std::move(incoming.request));
  }
  seat_->Work();
  if (incoming.ended) co_return false;
  Response response;
  if (const auto& refusal = incoming.refusal; refusal) {
    if (refusal->limit != nullptr) context_.metrics.LimitHit(refusal->limit);
    response = context_.handler.Refuse(refusal->status, refusal->why);
  } else {
    response = co_await Answer(incoming.request);
  }
  incoming.request.body = std::string();
  parser.get().body().Drop();
  const bool may_go_on = !incoming.refusal && parser.keep_alive() && !context_.is_draining;
  if (may_go_on && is_last) context_.metrics.LimitHit("max_requests_per_connection");
  const bool goes_on = may_go_on && !is_last;
  if (!co_await Write(parser.get(), std::move(response), goes_on)) co_return false;
  // The end of the process does not wait for clients that don't hang up.
  if (!goes_on && !context_.is_draining) co_await Linger();
  co_return goes_on;
}

asio::awaitable<bool> Connection::AwaitFirstByte(bool is_first) {
  const Limits& limits = context_.limits;
  if (buffer_.size() == 0) {
    buffer_.shrink_to_fit();
    stream_.expires_at(is_first ? head_deadline_ : After(limits.idle_timeout));
    Error error;
    const size_t size = co_await stream_.async_read_some(buffer_.prepare(kFirstBytes), Into(error));
    if (error == beast::error::timeout) {
      context_.metrics.LimitHit(is_first ? "head_timeout" : "idle_timeout");
    }
    if (error) co_return false;
    buffer_.commit(size);
  }
  if (!is_first) head_deadline_ = After(limits.head_timeout);
  co_return true;
}

asio::awaitable<Connection::Incoming> Connection::ReadHead(Parser& parser) {
  parser.header_limit(static_cast<uint32_t>(context_.limits.max_head_bytes));
  parser.body_limit(std::numeric_limits<uint64_t>::max());  // ReadBody() has a closer look
  stream_.expires_at(head_deadline_);
  Error error;
  co_await beast::http::async_read_header(stream_, buffer_, parser, Into(error));
  if (error) co_return Failed(error, parser.get(), "head_timeout");
  if (auto fault = FaultOf(parser.get(), context_.limits)) co_return Incoming{.refusal = fault};
  co_return Incoming{.request = ToRequest(parser.get())};
}

asio::awaitable<Connection::Incoming> Connection::ReadBody(Parser& parser, Request request) {
  const beast::http::verb method = parser.get().method();
  if (method == beast::http::verb::get || method == beast::http::verb::head) {
    co_return Incoming{.refusal = Refusal{400, "a GET request can't have a body"}};
  }
  KeptBody& body = parser.get().body();
  const int kept = context_.handler.KeptBodyBytes(request);
  if (kept > 0) body.Keep(static_cast<size_t>(kept), context_.bodies);
  const auto max = static_cast<uint64_t>(kept > 0 ? kept : context_.limits.max_body_bytes);
  Error error;
  if (parser.content_length().value_or(0) > max) error = beast::http::error::body_limit;
  stream_.expires_at(After(context_.limits.body_timeout));
  if (!error && AsksToContinue(parser.get())) {
    constexpr absl::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                               Into(error));
  }
  parser.body_limit(max);
  if (!error) co_await beast::http::async_read(stream_, buffer_, parser, Into(error));
  if (body.is_full()) {
    co_return Incoming{.refusal = Refusal{503, "too many bodies come at once", "max_kept_bytes"}};
  }
  if (error) co_return Failed(error, parser.get(), "body_timeout");
  request.body = body.TakeBytes();
  co_return Incoming{.request = std::move(request)};
}

Connection::Incoming Connection::Failed(const Error& error, const Head& head, const char* timeout) {
  if (error == beast::error::timeout) context_.metrics.LimitHit(timeout);
  const std::optional<Refusal> refusal = RefusalFor(error, head);
  return {.ended = !refusal, .refusal = refusal, .request = {}};
}

asio::awaitable<Response> Connection::Answer(const Request& request) {
  if (context_.handler.IsQuick(request)) co_return CallHandler(request);
  std::optional<Response> response;
  asio::steady_timer answered(context_.loop, asio::steady_timer::time_point::max());
  // The server ends the executor before this coroutine, whose variables the task uses.
  const bool is_queued = context_.executor.Submit([&] {
    std::optional<Response> made;
    const absl::Cleanup hand_over = [&] {
      asio::post(context_.loop, [&response, &answered, made = std::move(made)]() mutable {
        response = std::move(made);
        answered.cancel();
      });
    };
    made = CallHandler(request);
  });
  if (!is_queued) {
    context_.metrics.LimitHit("max_queued_requests");
    co_return context_.handler.Refuse(503, "too many requests wait for an answer");
  }
  Error cancelled;
  co_await answered.async_wait(Into(cancelled));
  co_return response ? *std::move(response) : Response{.status = 500};
}

Response Connection::CallHandler(const Request& request) {
  Response response;
  const auto answer = [&] {
    response = context_.handler.Answer(request);
    Compress(request, &response);
    return absl::OkStatus();
  };
  const std::string what = absl::StrCat(request.method, " ", request.path);
  if (StopExceptions(what, answer).ok()) return response;
  return context_.handler.Refuse(500, "an exception");
}

asio::awaitable<bool> Connection::Write(const Head& head, Response response, bool keep_alive) {
  auto out = ToBeast(std::move(response), head.version(), keep_alive);
  stream_.expires_at(After(context_.limits.response_timeout));
  Error error;
  if (head.method() == beast::http::verb::head) {
    beast::http::response_serializer<beast::http::string_body> serializer(out);
    co_await beast::http::async_write_header(stream_, serializer, Into(error));
  } else {
    co_await beast::http::async_write(stream_, out, Into(error));
  }
  if (error == beast::error::timeout) context_.metrics.LimitHit("response_timeout");
  co_return !error;
}

// Closed with bytes unread, the connection would be reset, and the answer lost.
asio::awaitable<void> Connection::Linger() {
  seat_->Wait([this] { Evict(); });
  Error error;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream_.expires_at(After(kLinger));
  buffer_.clear();
  for (size_t read = 0; !error && read < kLingerBytes;) {
    read += co_await stream_.async_read_some(buffer_.prepare(kFirstBytes), Into(error));
  }
}

void Connection::Evict() { stream_.close(); }

}  // namespace broadsheet::http
