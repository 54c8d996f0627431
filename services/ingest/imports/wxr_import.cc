#include "ingest/imports/wxr_import.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/log.h"
#include "common/status.h"
#include "ingest/imports/picture_index.h"
#include "ingest/imports/spool.h"
#include "ingest/imports/wxr_reader.h"
#include "ingest/parser/messages.h"
#include "ingest/parser/parser.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kEntriesAtOnce = 500;
constexpr size_t kBytesAtOnce = 4 << 20;

class WxrImport final : public FormatImport {
 public:
  explicit WxrImport(ImportJob& job) : job_(job) {}

  absl::Status Take(const Call& call, std::string_view data) override {
    const absl::Status status =
        reader_.Add(data, [&](WxrReader::Part part) { return TakePart(call, std::move(part)); });
    return Keep(call, status);
  }

  absl::StatusOr<bool> Finish(const Call& call) override {
    if (!std::exchange(ended_, true)) {
      RETURN_IF_ERROR(Keep(call, reader_.Finish([&](WxrReader::Part part) {
        return TakePart(call, std::move(part));
      })));
    }
    RETURN_IF_ERROR(DeliverSomeWaiting(call));
    return waiting_.left() == 0;
  }

 private:
  absl::Status TakePart(const Call& call, WxrReader::Part part) {
    if (!part.status.ok()) {
      RETURN_IF_ERROR(job_.Reject(call, job_.MaterialOf(part.document), part.status));
    } else {
      RETURN_IF_ERROR(ReadPart(call, part.document, /*is_item=*/false));
    }
    job_.report.SetBytesDone(part.end - waiting_bytes_);
    return absl::OkStatus();
  }

  absl::Status ReadPart(const Call& call, const std::string& bytes, bool is_item) {
    const Material material = job_.MaterialOf(bytes);
    absl::StatusOr<Document> document = job_.intake.ReadUnprepared(
        call, bytes, v1::ImportHeader::FORMAT_WXR, job_.header.site_uri());
    if (!document.ok()) {
      const bool divisible = !is_item && IsOfTheBytes(document.status());
      return divisible ? ReadOneByOne(call, bytes) : job_.Reject(call, material, document.status());
    }
    pictures_.Add(document->pictures);
    std::vector<Entry> ready;
    for (Entry& entry : document->entries) {
      SetPicture(entry);
      if (entry.image_id.empty() || !Wait(entry)) ready.push_back(std::move(entry));
    }
    document->entries = std::move(ready);
    return Deliver(call, material, *std::move(document));
  }

  absl::Status Deliver(const Call& call, const Material& material, Document document) {
    absl::StatusOr<IntakeReport> delivered =
        job_.intake.TakeDocument(call, job_.delivery, material, std::move(document));
    if (delivered.ok()) job_.report.Add(*delivered);
    return delivered.status();
  }

  // An item that can't be read costs no other.
  absl::Status ReadOneByOne(const Call& call, const std::string& part) {
    WxrReader items(/*part_items=*/1);
    const WxrReader::Take take = [&](const WxrReader::Part& item) {
      return ReadPart(call, item.document, /*is_item=*/true);
    };
    RETURN_IF_ERROR(items.Add(part, take));
    return items.Finish(take);
  }

  void SetPicture(Entry& entry) const {
    if (entry.image_id.empty()) return;
    const std::string uri = pictures_.Find(entry.image_id);
    if (uri.empty()) return;
    entry.article.set_image_uri(uri);
    entry.image_id.clear();
  }

  // Whether the entry can wait for its picture.
  bool Wait(const Entry& entry) {
    if (no_room_) return false;
    const absl::Status added = waiting_.Add(ToMessage(entry).SerializeAsString());
    if (added.ok()) {
      waiting_bytes_ += static_cast<int64_t>(entry.raw.size());
    } else {
      Log(Severity::kWarning, "posts of an import come without their pictures",
          {{"file", job_.header.file_name()}, {"error", added.message()}});
    }
    no_room_ = !added.ok();
    return added.ok();
  }

  absl::Status DeliverSomeWaiting(const Call& call) {
    Document document;
    size_t bytes = 0;
    while (document.entries.size() < kEntriesAtOnce && bytes < kBytesAtOnce) {
      ASSIGN_OR_RETURN(const std::optional<std::string> record, waiting_.Next());
      if (!record.has_value()) break;
      parser::Entry message;
      if (!message.ParseFromString(*record)) return absl::DataLossError("a waiting entry is torn");
      Entry& entry = document.entries.emplace_back(FromMessage(std::move(message)));
      bytes += entry.raw.size();
      SetPicture(entry);
    }
    if (document.entries.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(Deliver(call, job_.MaterialOf(""), std::move(document)));
    job_.report.AddBytesDone(static_cast<int64_t>(bytes));
    return absl::OkStatus();
  }

  // An export that can't be cut at all is kept as a reject, and its import has failed.
  absl::Status Keep(const Call& call, const absl::Status& status) {
    if (status.code() != absl::StatusCode::kInvalidArgument || !KeptAs(status).empty()) {
      return status;
    }
    return job_.intake.Refuse(call, job_.delivery, job_.MaterialOf(""), v1::Reject::STEP_PARSE,
                              status, job_.header.size());
  }

  ImportJob& job_;
  WxrReader reader_;
  PictureIndex pictures_;
  // Entries whose pictures have not come yet, and how long they are in the file.
  Spool waiting_;
  int64_t waiting_bytes_ = 0;
  bool no_room_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<FormatImport> NewWxrImport(ImportJob& job) {
  return std::make_unique<WxrImport>(job);
}

}  // namespace broadsheet::ingest
