// Feeds of a site on loopback, polled by a whole ingest.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "ingest/running_ingest.h"
#include "ingest/test_site.h"

namespace broadsheet::ingest {

// An item of RSS about `id`, all of it made of that but the title.
inline std::string Item(const std::string& id, const std::string& title) {
  return absl::StrCat("<item><title>", title, "</title><link>https://example.com/", id,
                      "</link><guid isPermaLink=\"false\">", id,
                      "</guid><category>Tech</category>"
                      "<pubDate>Mon, 05 Jan 2026 10:00:00 +0800</pubDate>"
                      "<description>&lt;p&gt;About ",
                      id, "&lt;/p&gt;</description></item>");
}

// A feed of these items.
inline std::string Rss(const std::string& items) {
  return absl::StrCat(
      "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Example</title>"
      "<link>https://example.com/</link>",
      items, "</channel></rss>");
}

class PolledFeedsTest : public ::testing::Test {
 protected:
  using Stub = v1::IngestService::Stub;

  std::string Create(const std::string& uri) {
    v1::Feed feed;
    feed.set_uri(uri);
    return Create(feed);
  }

  // Without a look at what is there.
  std::string Create(const v1::Feed& feed) {
    v1::CreateFeedRequest request;
    *request.mutable_feed() = feed;
    request.set_exact_uri(true);
    return ingest_.Call(&Stub::CreateFeed, request).value().name();
  }

  absl::StatusOr<v1::PollFeedResponse> Poll(const std::string& name) {
    v1::PollFeedRequest request;
    request.set_name(name);
    return ingest_.Call(&Stub::PollFeed, request);
  }

  v1::Feed Get(const std::string& name) {
    v1::GetFeedRequest request;
    request.set_name(name);
    return ingest_.Call(&Stub::GetFeed, request).value();
  }

  TestSite site_;
  RunningIngest ingest_;
};

}  // namespace broadsheet::ingest
