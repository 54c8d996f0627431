#include "storage/field_digests.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "storage/canonical_form.h"

namespace broadsheet::storage {
namespace {

constexpr size_t kDigestBytes = 8;
// No digest, but for one in 2^64.
constexpr uint64_t kForgotten = 0;
constexpr size_t kEntryBytes = 1 + kDigestBytes;

uint64_t ReadBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

uint64_t DigestOf(const Article& article, int number) {
  std::string form = CanonicalField(article, number);
  if (number == Article::kPublishTimeFieldNumber) {
    form += CanonicalField(article, Article::kPublishTimeQualityFieldNumber);
  }
  return Sha256Prefix(form);
}

}  // namespace

FieldDigests DigestFields(const Article& article, const FieldSet& fields) {
  FieldDigests digests;
  const google::protobuf::Descriptor& descriptor = *Article::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const int number = descriptor.field(i)->number();
    if (fields[number]) digests[number] = DigestOf(article, number);
  }
  return digests;
}

FieldSet RepeatedFields(const FieldDigests& last, const FieldDigests& now) {
  FieldSet repeated;
  for (const auto& [number, digest] : now) {
    const auto said = last.find(number);
    if (said == last.end()) continue;
    if (said->second == digest || said->second == kForgotten) repeated.set(number);
  }
  return repeated;
}

FieldSet ChangedFields(const FieldDigests& last, const FieldDigests& now) {
  FieldSet changed;
  for (const auto& [number, digest] : now) changed[number] = last.count(number) > 0;
  return changed & ~RepeatedFields(last, now);
}

void Forget(FieldDigests* digests) {
  for (auto& [number, digest] : *digests) digest = kForgotten;
}

std::string EncodeFieldDigests(const FieldDigests& digests) {
  std::string bytes;
  bytes.reserve(digests.size() * kEntryBytes);
  for (const auto& [number, digest] : digests) {
    bytes.push_back(static_cast<char>(number));
    for (int shift = 8 * (kDigestBytes - 1); shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(digest >> shift));
    }
  }
  return bytes;
}

absl::StatusOr<FieldDigests> DecodeFieldDigests(std::string_view bytes) {
  if (bytes.size() % kEntryBytes != 0) {
    return absl::InternalError(absl::StrCat("field digests in the record are ", bytes.size(),
                                            " bytes, no multiple of ", kEntryBytes));
  }
  FieldDigests digests;
  for (; !bytes.empty(); bytes.remove_prefix(kEntryBytes)) {
    digests[static_cast<unsigned char>(bytes[0])] = ReadBigEndian(bytes.substr(1, kDigestBytes));
  }
  return digests;
}

}  // namespace broadsheet::storage
