// A request's body, for Boost.Beast's parsers: kept where the handler wants it, or else read
// to be thrown away.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace broadsheet::http {

// What all kept bodies of a server may take together. Not thread-safe.
class BodyMemory {
 public:
  explicit BodyMemory(size_t bytes) : left_(bytes) {}

  [[nodiscard]] bool Take(size_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }
  void GiveBack(size_t bytes) { left_ += bytes; }

 private:
  size_t left_;
};

// The bytes that have come of a kept body, within the memory that there is for all.
class KeptBody {
 public:
  KeptBody() = default;
  ~KeptBody() { Drop(); }
  KeptBody(const KeptBody&) = delete;
  KeptBody& operator=(const KeptBody&) = delete;

  // Up to `max_bytes` are kept from now on, in `memory`, which must outlive it. A longer body
  // must be refused by who reads it.
  void Keep(size_t max_bytes, BodyMemory& memory) {
    max_bytes_ = max_bytes;
    memory_ = &memory;
  }

  // False where the memory for all does not suffice; then nothing is kept.
  bool Add(const char* bytes, size_t size) {
    if (memory_ == nullptr) return true;
    if (!HasRoom(bytes_.size() + size)) {
      is_full_ = true;
      Drop();
      return false;
    }
    bytes_.append(bytes, size);
    return true;
  }

  bool is_full() const { return is_full_; }
  // What came; it counts as held until Drop().
  std::string TakeBytes() { return std::move(bytes_); }

  // Frees what is kept.
  void Drop() {
    bytes_ = std::string();
    if (memory_ != nullptr) memory_->GiveBack(taken_);
    taken_ = 0;
  }

 private:
  bool HasRoom(size_t size) {
    if (size <= taken_) return true;
    const size_t wanted = std::max(size, std::min(2 * taken_, max_bytes_));
    if (!memory_->Take(wanted - taken_)) return false;
    taken_ = wanted;
    bytes_.reserve(wanted);
    return true;
  }

  size_t max_bytes_ = 0;
  BodyMemory* memory_ = nullptr;
  size_t taken_ = 0;
  bool is_full_ = false;
  std::string bytes_;
};

struct Body {
  using value_type = KeptBody;

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(boost::beast::http::header<is_request, Fields>&, KeptBody& body) : body_(body) {}

    void init(const boost::optional<uint64_t>&, boost::beast::error_code& error) { error = {}; }

    template <class Buffers>
    size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      for (auto it = boost::asio::buffer_sequence_begin(buffers);
           it != boost::asio::buffer_sequence_end(buffers); ++it) {
        const boost::asio::const_buffer part(*it);
        if (body_.Add(static_cast<const char*>(part.data()), part.size())) continue;
        error = boost::beast::http::error::body_limit;
        return 0;
      }
      return boost::beast::buffer_bytes(buffers);
    }

    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    KeptBody& body_;
  };
};

}  // namespace broadsheet::http
