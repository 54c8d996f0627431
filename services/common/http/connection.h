// One client's connection.
#pragma once

// clang-format off: the awaitable.hpp of Boost 1.74 lacks it.
#include <utility>
// clang-format on
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "common/executor.h"
#include "common/http/body.h"
#include "common/http/connection_table.h"
#include "common/http/handler.h"
#include "common/http/head.h"
#include "common/http/limits.h"
#include "common/http/server_metrics.h"

namespace broadsheet::http {

// What the connections of a server share.
struct ConnectionContext {
  const Limits& limits;
  Handler& handler;
  Executor& executor;
  ServerMetrics& metrics;
  BodyMemory& bodies;
  boost::asio::io_context& loop;
  // Of the event thread: answers end their connections from now on.
  bool is_draining = false;
};

// Reads requests and writes their answers, one after the other, until the client or a
// limit ends it. Of the event thread alone: neither waiting nor slowness takes a thread.
class Connection {
 public:
  // `context` must outlive it.
  Connection(ConnectionContext& context, boost::asio::ip::tcp::socket socket,
             std::unique_ptr<ConnectionTable::Seat> seat);

  // Returns when the connection has ended. Call once.
  boost::asio::awaitable<void> Run();

 private:
  using Parser = boost::beast::http::request_parser<Body>;
  using Error = boost::beast::error_code;
  struct Incoming {
    bool ended = false;  // and nobody is there to answer
    std::optional<Refusal> refusal;
    // Where neither.
    Request request;
  };

  // Whether the connection goes on.
  boost::asio::awaitable<bool> AnswerNext(bool is_first, bool is_last);
  boost::asio::awaitable<bool> AwaitFirstByte(bool is_first);
  boost::asio::awaitable<Incoming> ReadHead(Parser& parser);
  // Of a request whose head has come.
  boost::asio::awaitable<Incoming> ReadBody(Parser& parser, Request request);
  boost::asio::awaitable<Response> Answer(const Request& request);
  boost::asio::awaitable<bool> Write(const Head& head, Response response, bool keep_alive);
  boost::asio::awaitable<void> Linger();

  Response CallHandler(const Request& request);
  // What becomes of a read that failed; `timeout` bounded it.
  Incoming Failed(const Error& error, const Head& head, const char* timeout);
  void Evict();

  ConnectionContext& context_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  const std::unique_ptr<ConnectionTable::Seat> seat_;
  std::chrono::steady_clock::time_point head_deadline_;
};

}  // namespace broadsheet::http
