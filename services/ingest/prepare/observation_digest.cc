#include "ingest/prepare/observation_digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"

namespace broadsheet::ingest {
namespace {

std::string Deterministic(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

// Length first, so that no two lists of parts read the same.
void Add(Sha256Stream& digest, const std::string& part) {
  digest.Add(absl::StrCat(part.size(), ":"));
  digest.Add(part);
}

}  // namespace

std::string ObservationDigest(const Entry& entry) {
  Sha256Stream digest;
  Add(digest, Deterministic(entry.article));
  Add(digest, entry.publish_date);
  Add(digest, entry.update_date);
  for (const auto* names :
       {&entry.category_names, &entry.tag_names, &entry.category_or_tag_names}) {
    Add(digest, absl::StrCat(names->size()));
    for (const std::string& name : *names) Add(digest, name);
  }
  return digest.Finish();
}

}  // namespace broadsheet::ingest
