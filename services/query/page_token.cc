#include "query/page_token.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

constexpr size_t kMacBytes = 16;
constexpr size_t kDigestBytes = 16;
constexpr size_t kMinKeyBytes = 16;

// What binds a token to its request.
std::string RequestDigest(const google::protobuf::Message& request) {
  std::string bytes = absl::StrCat(request.GetDescriptor()->full_name(), "\n");
  google::protobuf::io::StringOutputStream stream(&bytes);
  {
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  return Sha256(bytes).substr(0, kDigestBytes);
}

void AppendInt(int64_t value, std::string& bytes) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
}

int64_t TakeInt(std::string_view& bytes) {
  uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(8);
  return static_cast<int64_t>(value);
}

std::string Encode(const PagePosition& position) {
  std::string bytes;
  AppendInt(position.read_after.epoch(), bytes);
  AppendInt(position.read_after.position(), bytes);
  AppendInt(absl::ToUnixMicros(position.list_time), bytes);
  AppendInt(position.offset, bytes);
  bytes.push_back(static_cast<char>(position.article_id.size()));
  return absl::StrCat(bytes, position.article_id, position.read_after.commit_id());
}

// Of bytes that Encode() made: their signature was right.
PagePosition Decode(std::string_view bytes) {
  PagePosition position;
  position.read_after.set_epoch(TakeInt(bytes));
  position.read_after.set_position(TakeInt(bytes));
  position.list_time = absl::FromUnixMicros(TakeInt(bytes));
  position.offset = TakeInt(bytes);
  const size_t id_size = static_cast<unsigned char>(bytes[0]);
  position.article_id = std::string(bytes.substr(1, id_size));
  position.read_after.set_commit_id(std::string(bytes.substr(1 + id_size)));
  return position;
}

std::string Mac(const std::string& key, std::string_view digest, std::string_view body) {
  return HmacSha256(key, absl::StrCat(std::string(digest), std::string(body))).substr(0, kMacBytes);
}

// In time that does not tell where they differ.
bool Equal(std::string_view a, std::string_view b) {
  unsigned char difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) difference |= a[i] ^ b[i];
  return difference == 0;
}

}  // namespace

std::string MakePageToken(const std::vector<std::string>& keys,
                          const google::protobuf::Message& request, const PagePosition& position) {
  const std::string body = Encode(position);
  return absl::WebSafeBase64Escape(
      absl::StrCat(Mac(keys.front(), RequestDigest(request), body), body));
}

absl::StatusOr<PagePosition> OpenPageToken(const std::vector<std::string>& keys,
                                           const google::protobuf::Message& request,
                                           std::string_view token) {
  std::string bytes;
  const bool decoded =
      absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &bytes);
  if (decoded && bytes.size() > kMacBytes) {
    const std::string_view mac = std::string_view(bytes).substr(0, kMacBytes);
    const std::string_view body = std::string_view(bytes).substr(kMacBytes);
    const std::string digest = RequestDigest(request);
    for (const std::string& key : keys) {
      if (Equal(mac, Mac(key, digest, body))) return Decode(body);
    }
  }
  return InvalidField("page_token",
                      "is not one that was answered to this request (all fields but page_size "
                      "and read_after must stay the same)");
}

absl::StatusOr<std::vector<std::string>> ReadPageTokenKeys(const std::string& file) {
  std::ifstream in(file);
  if (!in) return absl::NotFoundError(absl::StrCat("--page_token_keys_file: can't read ", file));
  std::vector<std::string> keys;
  for (std::string line; std::getline(in, line);) {
    absl::StripAsciiWhitespace(&line);
    if (line.empty() || line[0] == '#') continue;
    if (line.size() < kMinKeyBytes) {
      return absl::InvalidArgumentError(absl::StrCat("--page_token_keys_file: key ",
                                                     keys.size() + 1, " in ", file,
                                                     " is shorter than 16 characters"));
    }
    keys.push_back(line);
  }
  if (keys.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--page_token_keys_file: there is no key in ", file));
  }
  return keys;
}

}  // namespace broadsheet::query
