// robots.txt (RFC 9309).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::ingest {

// The rules of one robots.txt for one crawler. A value.
class RobotsRules {
 public:
  struct Rule {
    bool allow;
    // "*" stands for any run of characters, a last "$" for the end.
    std::string pattern;
  };

  RobotsRules() = default;
  explicit RobotsRules(std::vector<Rule> rules, std::vector<std::string> sitemaps = {})
      : rules_(std::move(rules)), sitemaps_(std::move(sitemaps)) {}

  // Takes the groups that name `product` ("Broadsheet", in any case), or else
  // those for "*". Lines that it does not understand are passed over; only the
  // first 500 KiB count.
  static RobotsRules Parse(std::string_view text, std::string_view product);

  static RobotsRules AllowAll() { return {}; }
  static RobotsRules DisallowAll();

  // Whether `path` (with its query, as in the request) may be fetched: the
  // longest rule that matches decides, and Allow between equals.
  bool Allows(std::string_view path) const;

  const std::vector<Rule>& rules() const { return rules_; }
  // The addresses of "Sitemap:" lines as they stand, whoever asks; at most 10.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  std::vector<Rule> rules_;
  std::vector<std::string> sitemaps_;
};

}  // namespace broadsheet::ingest
