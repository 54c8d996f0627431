#include "ingest/imports/ghost_import.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/imports/json_rows.h"
#include "ingest/imports/spool.h"
#include "ingest/prepare/material.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxRowBytes = 8 << 20;
constexpr size_t kMaxTableBytes = 32 << 20;
// The tables are read again with every part.
constexpr size_t kLeastPartBytes = 4 << 20;

class GhostImport final : public FormatImport {
 public:
  explicit GhostImport(ImportJob& job) : job_(job) {
    for (const char* name : {"tags", "posts_tags", "users", "posts_authors", "settings"}) {
      tables_[name] = "";
    }
  }

  absl::Status Take(const Call& call, std::string_view data) override {
    return rows_.Add(data, [&](const JsonRows::Row& row) { return TakeRow(call, row); });
  }

  absl::StatusOr<bool> Finish(const Call& call) override {
    if (!std::exchange(ended_, true)) {
      if (const absl::Status whole = rows_.Finish(); !whole.ok()) {
        RETURN_IF_ERROR(job_.Reject(call, job_.MaterialOf(""), whole));
      }
    }
    RETURN_IF_ERROR(DeliverSome(call));
    return posts_.left() == 0;
  }

 private:
  absl::Status TakeRow(const Call& call, const JsonRows::Row& row) {
    if (row.table == "posts") {
      if (!row.too_long) return posts_.Add(row.text);
      return job_.Reject(call, job_.MaterialOf(row.text),
                         InvalidField("data", absl::StrCat("the post before byte ", row.end,
                                                           " is longer than ", kMaxRowBytes)));
    }
    const auto table = tables_.find(std::string(row.table));
    if (table == tables_.end() || row.too_long) return absl::OkStatus();
    table_bytes_ += row.text.size();
    if (table_bytes_ > kMaxTableBytes) {
      return InvalidField(
          "data", absl::StrCat("tags and authors have more than ", kMaxTableBytes, " bytes"));
    }
    absl::StrAppend(&table->second, table->second.empty() ? "" : ",", std::string(row.text));
    return absl::OkStatus();
  }

  absl::Status DeliverSome(const Call& call) {
    const size_t most = std::max(kLeastPartBytes, table_bytes_);
    std::string posts;
    while (posts.size() < most) {
      ASSIGN_OR_RETURN(const std::optional<std::string> post, posts_.Next());
      if (!post.has_value()) break;
      absl::StrAppend(&posts, posts.empty() ? "" : ",", *post);
    }
    if (posts.empty()) return absl::OkStatus();
    std::string part = absl::StrCat("{\"posts\":[", posts, "]");
    for (const auto& [name, rows] : tables_) absl::StrAppend(&part, ",\"", name, "\":[", rows, "]");
    part += "}";
    const Material material = {part, kGhostMediaType, job_.header.file_name()};
    absl::StatusOr<PreparedDocument> document =
        job_.Read(call, part, v1::ImportHeader::FORMAT_GHOST);
    if (!document.ok()) return job_.Reject(call, material, document.status());
    RETURN_IF_ERROR(job_.Deliver(call, material, *std::move(document)));
    job_.report.AddBytesDone(static_cast<int64_t>(posts.size()));
    return absl::OkStatus();
  }

  ImportJob& job_;
  JsonRows rows_{kMaxRowBytes};
  Spool posts_;
  // Their rows, with commas between.
  std::map<std::string, std::string> tables_;
  size_t table_bytes_ = 0;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<FormatImport> NewGhostImport(ImportJob& job) {
  return std::make_unique<GhostImport>(job);
}

}  // namespace broadsheet::ingest
