// What answers the requests of an HTTP server.
#pragma once

#include <string>

#include "common/http/message.h"

namespace broadsheet::http {

class Handler {
 public:
  virtual ~Handler() = default;

  // Answers any method. May block, as it runs on one of the server's threads, but must
  // end by itself; what it throws becomes a 500. Thread-safe.
  virtual Response Answer(const Request& request) = 0;

  // How many bytes are kept of the body of `request`, whose head has come; a longer one is
  // refused (413). None are unless a handler says so: bodies are thrown away then. Must not
  // block; called on the event thread.
  virtual int KeptBodyBytes(const Request& /*request*/) const { return 0; }

  // Whether Answer() returns at once for `request`. It is called on the event thread
  // then, and so however busy the others are.
  virtual bool IsQuick(const Request& request) const = 0;

  // The answer to what Answer() is never asked, or throws on: malformed or too large
  // (4xx), failed (500), no thread free (503). Must not block. Thread-safe.
  virtual Response Refuse(int status, const std::string& why) = 0;
};

}  // namespace broadsheet::http
