// Serves the fake query service's articles through web, to look at the pages
// while query is not there: prints the address and waits for a signal.
#include <cstdio>

#include "common/http/server.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "common/signals.h"
#include "web/fake_query.h"
#include "web/http_handler.h"

int main() {
  broadsheet::BlockSignals();
  const broadsheet::web::testing::FakeQuery fake;
  const broadsheet::web::QueryClient query(broadsheet::MakeChannel(fake.address()));
  broadsheet::Metrics metrics;
  broadsheet::web::HttpHandler pages({.site = {"Estuary Post", ""}}, query, metrics);
  const auto server =
      broadsheet::http::Server::Start({.listen = "127.0.0.1:0", .name = "preview"}, pages, metrics);
  std::printf("http://127.0.0.1:%d/\n", (*server)->port());
  std::fflush(stdout);
  while (!broadsheet::AwaitSignal(absl::Hours(1))) {
  }
}
