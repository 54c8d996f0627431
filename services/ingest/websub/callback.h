// Where hubs find ingest: they ask back there what it wants of them, and deliver.
#pragma once

#include <string>

#include "common/http/handler.h"
#include "common/metrics.h"
#include "ingest/websub/notifications.h"
#include "ingest/websub/subscriptions.h"

namespace prometheus {
class Counter;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

// Answers below any path: its last part is a subscription's token. Agrees to what was asked of
// the hub within a day, and to nothing else (404). What is delivered with the right signature is
// kept before it is answered; what has none is answered alike, and thrown away (WebSub, section
// 8). 503 while PostgreSQL is away. Thread-safe.
class Callback final : public http::Handler {
 public:
  // All must outlive it.
  Callback(Subscriptions& subscriptions, Notifications& notifications, Metrics& metrics);

  http::Response Answer(const http::Request& request) override;
  int KeptBodyBytes(const http::Request& request) const override;
  bool IsQuick(const http::Request& request) const override;
  http::Response Refuse(int status, const std::string& why) override;

 private:
  http::Response Confirm(const http::Request& request, const Subscription& subscription);
  http::Response TakeDenial(const http::Request& request, const Subscription& subscription);
  http::Response Take(const http::Request& request, const Subscription& subscription);
  http::Response Count(const char* mode, const char* outcome, http::Response response);

  Subscriptions& subscriptions_;
  Notifications& notifications_;
  prometheus::Family<prometheus::Counter>& calls_;
};

}  // namespace broadsheet::ingest
