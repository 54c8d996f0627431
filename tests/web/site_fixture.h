// The website over the fake query service, and a browser of sorts.
#pragma once

#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <string>

#include "common/http/server.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "web/fake_query.h"
#include "web/http_handler.h"

namespace broadsheet::web::testing {

class SiteTest : public ::testing::Test {
 protected:
  SiteTest() { Restart({"Estuary Post", "https://estuary.example"}); }

  // Serves as `site` from now on.
  void Restart(const Site& site) {
    browser_.reset();
    server_.reset();
    handler_ = std::make_unique<HttpHandler>(HttpHandler::Options{.site = site}, query_, metrics_);
    server_ = *http::Server::Start({.listen = "127.0.0.1:0", .name = "pages"}, *handler_, metrics_);
    browser_ = std::make_unique<httplib::Client>("127.0.0.1", server_->port());
    browser_->set_url_encode(false);
  }

  httplib::Response Get(const std::string& link, const httplib::Headers& headers = {}) {
    httplib::Result result = browser_->Get(link.c_str(), headers);
    EXPECT_TRUE(result) << link;
    return result ? *result : httplib::Response();
  }

  FakeQuery fake_;
  QueryClient query_{MakeChannel(fake_.address())};
  Metrics metrics_;
  std::unique_ptr<HttpHandler> handler_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<httplib::Client> browser_;
};

// The address of the first link whose text contains `text`; empty without one.
std::string FindLink(const std::string& html, const std::string& text);

}  // namespace broadsheet::web::testing
