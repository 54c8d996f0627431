// WebSub: hubs tell of changes, so that feeds need not be polled often.
// https://www.w3.org/TR/websub/
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http/server.h"
#include "common/metrics.h"
#include "common/postgres/pool.h"
#include "ingest/fetch/http_client.h"
#include "ingest/websub/callback.h"
#include "ingest/websub/notifications.h"
#include "ingest/websub/subscriber.h"
#include "ingest/websub/subscriptions.h"

namespace broadsheet::ingest {

// Asks the hubs of feeds, and serves their calls. What they deliver waits in `Notifications`
// for the poller. Thread-safe.
class WebSub {
 public:
  struct Options {
    // Where hubs find ingest, from outside: "https://news.example/hubs". Empty: WebSub is off.
    std::string callback_uri;
    // "127.0.0.1:8090", which is to be what is behind that.
    std::string listen;
    // How often to look for something to ask of a hub.
    absl::Duration look_every = absl::Seconds(1);
  };

  // Null where it is off. INVALID_ARGUMENT names the flag, UNAVAILABLE the address that is taken.
  // Hubs are answered from now on, and asked from Start() on. All must outlive it.
  static absl::StatusOr<std::unique_ptr<WebSub>> Make(const Options& options, postgres::Pool& pool,
                                                      HttpClient& http, Metrics& metrics);

  void Start();
  // Ends both. Call once.
  void Drain();

  // Where hubs are answered.
  int port() const { return server_->port(); }

 private:
  WebSub(const Options& options, postgres::Pool& pool, HttpClient& http, Metrics& metrics);

  Subscriptions subscriptions_;
  Notifications notifications_;
  Callback callback_;
  Subscriber subscriber_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace broadsheet::ingest
