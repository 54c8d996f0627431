#include "storage/archived_history.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "storage/canonical_form.h"
#include "storage/names.h"
#include "storage/path.h"
#include "storage/timestamps.h"
#include "storage/validate.h"

namespace broadsheet::storage {
namespace {

constexpr int kMaxRevisions = 10'000;
constexpr size_t kDigestBytes = 32;
// What storage gives an article beside its content.
constexpr size_t kMaxGivenBytes = 4096;
constexpr absl::Duration kClocksDiffer = absl::Hours(24);

absl::Status CheckSize(const std::string& bytes, size_t size, const std::string& path) {
  if (bytes.size() == size) return absl::OkStatus();
  return InvalidField(path, absl::StrCat("has ", bytes.size(), " bytes instead of ", size));
}

// A time as storage keeps it.
absl::Status CheckTime(bool is_set, const google::protobuf::Timestamp& time,
                       const std::string& path) {
  if (!is_set) return InvalidField(path, "is missing");
  if (IsValidTimestamp(time) && time.nanos() % 1000 == 0) return absl::OkStatus();
  return InvalidField(path, absl::StrCat(time.seconds(), " s and ", time.nanos(),
                                         " ns are no time between the years 1 and 9999, in "
                                         "microseconds"));
}

// ---- the article ------------------------------------------------------------

absl::Status CheckArchivedOrigin(const v1::ArchivedOrigin& origin, const std::string& path) {
  // All of a write but its article, and what of that the record keeps.
  ArticleWrite write;
  write.set_origin(origin.origin());
  *write.mutable_observe_time() = origin.observe_time();
  write.set_observation_digest(origin.observation_digest());
  RETURN_IF_ERROR(CheckOrigin(write, path));
  RETURN_IF_ERROR(
      CheckTime(origin.has_observe_time(), origin.observe_time(), path + ".observe_time"));
  Article shelves;
  *shelves.mutable_categories() = origin.categories();
  *shelves.mutable_tags() = origin.tags();
  RETURN_IF_ERROR(CheckShelves(shelves, path));
  if (DecodeFieldDigests(origin.field_digests()).ok()) return absl::OkStatus();
  return InvalidField(path + ".field_digests", "are no digests of fields");
}

absl::Status CheckArchived(const v1::ArchivedArticle& article) {
  RETURN_IF_ERROR(ParseArticleName(article.name(), "article.name").status());
  RETURN_IF_ERROR(
      CheckTime(article.has_observe_time(), article.observe_time(), "article.observe_time"));
  for (int i = 0; i < article.keys_size(); ++i) {
    RETURN_IF_ERROR(
        CheckSize(article.keys(i), kDigestBytes, absl::StrCat("article.keys[", i, "]")));
  }
  std::string before;
  for (int i = 0; i < article.origins_size(); ++i) {
    const std::string path = absl::StrCat("article.origins[", i, "]");
    RETURN_IF_ERROR(CheckArchivedOrigin(article.origins(i), path));
    if (article.origins(i).origin() <= before) {
      return InvalidField(path + ".origin", absl::StrCat("'", article.origins(i).origin(),
                                                         "' does not sort behind '", before, "'"));
    }
    before = article.origins(i).origin();
  }
  return absl::OkStatus();
}

// ---- a revision -------------------------------------------------------------

absl::Status CheckReason(const Revision& revision, const std::string& path) {
  if (revision.kind() != Revision::KIND_REDACTED) {
    return revision.reason().empty() ? absl::OkStatus()
                                     : InvalidField(path, "is only for a redaction");
  }
  const bool blank = absl::StripAsciiWhitespace(revision.reason()).empty();
  if (!blank && revision.reason().size() <= kMaxReasonBytes) return absl::OkStatus();
  return InvalidField(path, absl::StrCat("has ", revision.reason().size(), " bytes; 1 to ",
                                         kMaxReasonBytes, ", not all white space, are allowed"));
}

// What is left when all else was taken out.
absl::Status CheckTombstone(const Article& snapshot, const std::string& path) {
  Article left;
  left.set_name(snapshot.name());
  left.set_revision(snapshot.revision());
  left.set_etag(snapshot.etag());
  left.set_path_digest(snapshot.path_digest());
  *left.mutable_create_time() = snapshot.create_time();
  *left.mutable_update_time() = snapshot.update_time();
  *left.mutable_delete_time() = snapshot.delete_time();
  *left.mutable_list_time() = snapshot.list_time();
  RETURN_IF_ERROR(CheckSize(snapshot.path_digest(), kDigestBytes, path + ".path_digest"));
  if (snapshot.has_delete_time() && left.SerializeAsString() == snapshot.SerializeAsString()) {
    return absl::OkStatus();
  }
  return InvalidField(path, "is redacted and has content, or no delete_time");
}

absl::Status CheckSaid(const Article& snapshot, const std::string& path) {
  if (const size_t bytes = snapshot.ByteSizeLong(); bytes > kMaxArticleBytes + kMaxGivenBytes) {
    return InvalidField(path,
                        absl::StrCat("has ", bytes, " bytes; ", kMaxArticleBytes, " are allowed"));
  }
  if (!IsPath(snapshot.path())) {
    return InvalidField(path + ".path",
                        absl::StrCat("'", snapshot.path(), "' is not yyyy/mm/dd/slug"));
  }
  if (!snapshot.path_digest().empty()) {
    return InvalidField(path + ".path_digest", "is only for what is redacted wholly");
  }
  if (!snapshot.merged_into().empty()) {
    RETURN_IF_ERROR(ParseArticleName(snapshot.merged_into(), path + ".merged_into").status());
  }
  return CheckContent(snapshot, path);
}

absl::Status CheckSnapshot(const Revision& revision, const std::string& article, int64_t number,
                           const std::string& path) {
  const Article& snapshot = revision.snapshot();
  if (snapshot.name() != article || snapshot.revision() != number) {
    return InvalidField(
        path, absl::StrCat("is revision ", snapshot.revision(), " of '", snapshot.name(), "'"));
  }
  RETURN_IF_ERROR(
      CheckTime(snapshot.has_create_time(), snapshot.create_time(), path + ".create_time"));
  RETURN_IF_ERROR(CheckTime(snapshot.has_list_time(), snapshot.list_time(), path + ".list_time"));
  if (snapshot.has_delete_time()) {
    RETURN_IF_ERROR(CheckTime(true, snapshot.delete_time(), path + ".delete_time"));
  }
  if (snapshot.update_time().SerializeAsString() != revision.create_time().SerializeAsString()) {
    return InvalidField(path + ".update_time", "is not when the revision was made");
  }
  return IsTombstone(revision) ? CheckTombstone(snapshot, path) : CheckSaid(snapshot, path);
}

// That the content is what its digest is of.
absl::Status CheckDigest(const Revision& revision, const std::string& path) {
  Article snapshot = revision.snapshot();
  if (Seal(revision.content_salt(), &snapshot) != revision.content_digest()) {
    return InvalidField(path + ".content_digest", "is not the digest of the snapshot");
  }
  if (snapshot.etag() == revision.snapshot().etag()) return absl::OkStatus();
  return InvalidField(path + ".snapshot.etag",
                      absl::StrCat("'", revision.snapshot().etag(), "' is not ", snapshot.etag()));
}

absl::Status CheckRevision(const Revision& revision, const std::string& article, absl::Time now,
                           const std::string& path) {
  const absl::StatusOr<ArticleName> name = ParseName(revision.name(), path + ".name");
  if (!name.ok()) return name.status();
  if (FormatArticleName(name->article_id) != article || !name->revision.has_value()) {
    return InvalidField(path + ".name",
                        absl::StrCat("'", revision.name(), "' is no revision of ", article));
  }
  if (revision.kind() <= Revision::KIND_UNSPECIFIED || !Revision::Kind_IsValid(revision.kind())) {
    return InvalidField(path + ".kind", absl::StrCat(revision.kind(), " is none"));
  }
  RETURN_IF_ERROR(CheckReason(revision, path + ".reason"));
  RETURN_IF_ERROR(
      CheckTime(revision.has_create_time(), revision.create_time(), path + ".create_time"));
  if (ToTime(revision.create_time()) > now + kClocksDiffer) {
    return InvalidField(path + ".create_time", "is in the future");
  }
  RETURN_IF_ERROR(CheckSize(revision.content_digest(), kDigestBytes, path + ".content_digest"));
  RETURN_IF_ERROR(CheckSize(revision.content_salt(), revision.has_snapshot() ? kSaltBytes : 0,
                            path + ".content_salt"));
  if (!revision.has_snapshot()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckSnapshot(revision, article, *name->revision, path + ".snapshot"));
  return CheckDigest(revision, path);
}

// That a revision can follow the one before it.
absl::Status CheckOrder(const Revision& before, const Revision& after, const std::string& path) {
  if (NumberOf(after) != NumberOf(before) + 1) {
    return InvalidField(path + ".name",
                        absl::StrCat(after.name(), " does not follow ", before.name()));
  }
  if (ToTime(after.create_time()) <= ToTime(before.create_time())) {
    return InvalidField(path + ".create_time", "is not after that of the revision before");
  }
  if (IsTombstone(before)) {
    return InvalidField(path, "follows one that redacted the article");
  }
  return absl::OkStatus();
}

// That all of them have one path.
absl::Status CheckPaths(const v1::ImportArticleRequest& request) {
  const std::string digest = PathDigestOf(*request.revisions().rbegin());
  for (int i = 0; i < request.revisions_size(); ++i) {
    const std::string other = PathDigestOf(request.revisions(i));
    if (other.empty() || other == digest) continue;
    return InvalidField(absl::StrCat("revisions[", i, "].snapshot.path"),
                        "is not that of the other revisions");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckHistory(const v1::ImportArticleRequest& request, absl::Time now) {
  RETURN_IF_ERROR(CheckArchived(request.article()));
  const auto& revisions = request.revisions();
  if (revisions.empty() || revisions.size() > kMaxRevisions) {
    return InvalidField("revisions", absl::StrCat("has ", revisions.size(), " elements; 1 to ",
                                                  kMaxRevisions, " are allowed"));
  }
  for (int i = 0; i < revisions.size(); ++i) {
    const std::string path = absl::StrCat("revisions[", i, "]");
    RETURN_IF_ERROR(CheckRevision(revisions[i], request.article().name(), now, path));
    if (i > 0) RETURN_IF_ERROR(CheckOrder(revisions[i - 1], revisions[i], path));
  }
  if (!revisions.rbegin()->has_snapshot()) {
    return InvalidField(absl::StrCat("revisions[", revisions.size() - 1, "].snapshot"),
                        "is missing: the last revision must have one");
  }
  return CheckPaths(request);
}

int64_t NumberOf(const Revision& revision) {
  const absl::StatusOr<ArticleName> name = ParseName(revision.name(), "name");
  return name.ok() ? name->revision.value_or(0) : 0;
}

bool IsTombstone(const Revision& revision) {
  return revision.kind() == Revision::KIND_REDACTED && !revision.snapshot().path_digest().empty();
}

std::string PathDigestOf(const Revision& revision) {
  if (!revision.has_snapshot()) return "";
  return IsTombstone(revision) ? revision.snapshot().path_digest()
                               : Sha256(revision.snapshot().path());
}

std::map<std::string, OriginState> OriginsOf(const v1::ArchivedArticle& article) {
  std::map<std::string, OriginState> origins;
  for (const v1::ArchivedOrigin& said : article.origins()) {
    OriginState& origin = origins[said.origin()];
    origin.observe_time = ToTime(said.observe_time());
    origin.digest = said.observation_digest();
    origin.categories = {said.categories().begin(), said.categories().end()};
    origin.tags = {said.tags().begin(), said.tags().end()};
    origin.fields = *DecodeFieldDigests(said.field_digests());
  }
  return origins;
}

}  // namespace broadsheet::storage
