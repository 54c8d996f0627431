// A web site for tests, on loopback.
#pragma once

#include <httplib.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace broadsheet::ingest {

// Serves what it is given, from construction to destruction. Thread-safe.
class TestSite {
 public:
  struct Page {
    std::string body;
    std::string content_type = "text/html; charset=utf-8";
    int status = 200;
    std::multimap<std::string, std::string> headers;
    // Answered no sooner than that.
    absl::Duration delay = absl::ZeroDuration();
    std::shared_ptr<absl::Notification> until;
  };

  TestSite() {
    const auto answer = [this](const httplib::Request& request, httplib::Response& response) {
      Answer(request, response);
    };
    server_.Get(".*", answer);
    server_.Post(".*", answer);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) absl::SleepFor(absl::Milliseconds(1));
  }

  ~TestSite() {
    server_.stop();
    thread_.join();
  }

  std::string base() const { return absl::StrCat("http://127.0.0.1:", port_); }
  std::string Uri(const std::string& path) const { return base() + path; }

  void Put(const std::string& path, Page page) {
    absl::MutexLock lock(&mutex_);
    pages_[path] = std::move(page);
  }

  void Redirect(const std::string& path, int status, const std::string& location) {
    Put(path, {.status = status, .headers = {{"Location", location}}});
  }

  // The requests so far.
  std::vector<httplib::Request> requests() const {
    absl::MutexLock lock(&mutex_);
    return requests_;
  }

  // How often `path` was asked for.
  int hits(const std::string& path) const {
    int hits = 0;
    for (const httplib::Request& request : requests()) hits += request.path == path ? 1 : 0;
    return hits;
  }

 private:
  void Wait(const std::string& path) {
    absl::Duration delay;
    std::shared_ptr<absl::Notification> until;
    {
      absl::MutexLock lock(&mutex_);
      const auto found = pages_.find(path);
      if (found == pages_.end()) return;
      delay = found->second.delay;
      until = found->second.until;
    }
    absl::SleepFor(delay);
    if (until != nullptr) until->WaitForNotification();
  }

  void Answer(const httplib::Request& request, httplib::Response& response) {
    Wait(request.path);
    absl::MutexLock lock(&mutex_);
    requests_.push_back(request);
    const auto found = pages_.find(request.path);
    if (found == pages_.end()) {
      response.status = 404;
      return;
    }
    const Page& page = found->second;
    const auto etag = page.headers.find("ETag");
    for (const auto& [name, value] : page.headers) response.set_header(name, value);
    if (etag != page.headers.end() && request.get_header_value("If-None-Match") == etag->second) {
      response.status = 304;
      return;
    }
    response.status = page.status;
    response.set_content(page.body, page.content_type);
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Page> pages_;
  std::vector<httplib::Request> requests_;
};

}  // namespace broadsheet::ingest
