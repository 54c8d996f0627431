// What a call costs with nothing behind it.
#pragma once

#include <memory>
#include <string>

namespace broadsheet::bench {

// A server in this process whose BatchWriteArticles answers at once, on gRPC's own
// thread, and reads nothing.
class Echo {
 public:
  Echo();
  ~Echo();
  std::string address() const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::bench
