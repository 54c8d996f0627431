// robots.txt (RFC 9309).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::ingest {

// The rules of one robots.txt for one crawler. A value.
class RobotsRules {
 public:
  // Takes the groups that name `product` ("Broadsheet", in any case), or else
  // those for "*". Lines that it does not understand are passed over; only the
  // first 500 KiB count.
  static RobotsRules Parse(std::string_view text, std::string_view product);

  static RobotsRules AllowAll() { return {}; }
  static RobotsRules DisallowAll();

  // Whether `path` (with its query, as in the request) may be fetched: the
  // longest rule that matches decides, and Allow between equals.
  bool Allows(std::string_view path) const;

 private:
  struct Rule {
    bool allow;
    std::string pattern;
  };
  std::vector<Rule> rules_;
};

}  // namespace broadsheet::ingest
