// Heads of requests, as Boost.Beast parses them.
#pragma once

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <optional>

#include "common/http/limits.h"
#include "common/http/message.h"

namespace broadsheet::http {

using Head = boost::beast::http::request_header<>;

// Why a request is not answered but refused; its connection ends then.
struct Refusal {
  int status = 400;
  const char* why = "";
  // The limit that was met; null where it was none.
  const char* limit = nullptr;
};

// What the parser's `error` means to the client whose `head` came so far; unset where
// there is nobody to tell, as the connection was lost.
std::optional<Refusal> RefusalFor(const boost::beast::error_code& error, const Head& head);

// What the parser lets through though it is wrong, too long, or means one thing to us
// and another to a proxy before us; unset where `head` is fine.
std::optional<Refusal> FaultOf(const Head& head, const Limits& limits);

// Whether the client waits for a word before it sends the body.
bool AsksToContinue(const Head& head);

// `head` must be fine.
Request ToRequest(const Head& head);

}  // namespace broadsheet::http
