#include "cli/backup/digest_line.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "cli/revision_text.h"
#include "common/sha256.h"

namespace broadsheet::cli {
namespace {

using article::v1::Revision;

std::string Digest(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return absl::BytesToHexString(Sha256(bytes));
}

void ForgetWhenAndByWhom(Revision& revision) {
  revision.clear_create_time();
  revision.clear_actor();
  revision.clear_content_digest();
  revision.clear_content_salt();
  if (!revision.has_snapshot()) return;
  article::v1::Article& snapshot = *revision.mutable_snapshot();
  snapshot.clear_etag();
  snapshot.clear_update_time();
  snapshot.clear_delete_time();
}

}  // namespace

std::string DigestLine(Revision revision) {
  revision.clear_position();
  if (revision.kind() == Revision::KIND_REDACTED) ForgetWhenAndByWhom(revision);
  const std::string content = absl::BytesToHexString(revision.content_digest());
  return absl::StrCat(revision.name(), " ", KindText(revision.kind()), " ",
                      content.empty() ? "-" : content, " ", Digest(revision));
}

std::string DigestLine(const article::v1::Category& category) {
  return absl::StrCat(category.name(), " ", Digest(category));
}

}  // namespace broadsheet::cli
