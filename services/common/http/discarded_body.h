// A body that is read to be thrown away, for Boost.Beast's parsers.
#pragma once

#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <cstdint>

namespace broadsheet::http {

struct DiscardedBody {
  struct value_type {};

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(boost::beast::http::header<is_request, Fields>&, value_type&) {}

    void init(const boost::optional<uint64_t>&, boost::beast::error_code& error) { error = {}; }

    template <class Buffers>
    size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      return boost::beast::buffer_bytes(buffers);
    }

    void finish(boost::beast::error_code& error) { error = {}; }
  };
};

}  // namespace broadsheet::http
