#include "ingest/imports/line_import.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/imports/line_reader.h"
#include "ingest/prepare/material.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxLineBytes = 4 << 20;
constexpr size_t kLinesAtOnce = 500;
constexpr size_t kBytesAtOnce = 4 << 20;

// Lines on their way to the intake, and how far the file is done with them.
struct LineBatch {
  std::vector<Parser::Line> lines;
  std::vector<EntryError> too_long;
  size_t bytes = 0;
  int64_t end = 0;

  bool full() const {
    return lines.size() + too_long.size() >= kLinesAtOnce || bytes >= kBytesAtOnce;
  }

  void Add(const LineReader::Line& line) {
    end = line.end;
    bytes += line.text.size();
    if (line.text.find_first_not_of(" \t\r") == std::string_view::npos) return;
    if (!line.too_long) {
      lines.push_back({std::string(line.text), line.number});
      return;
    }
    const std::string place = absl::StrCat("line ", line.number);
    too_long.push_back(
        {place, std::string(line.text),
         InvalidField("line", absl::StrCat(place, " is longer than ", kMaxLineBytes, " bytes"))});
  }
};

class LineImport final : public FormatImport {
 public:
  explicit LineImport(ImportJob& job) : job_(job) {}

  absl::Status Take(const Call& call, std::string_view data) override {
    return lines_.Add(data, [&](const LineReader::Line& line) { return TakeLine(call, line); });
  }

  absl::StatusOr<bool> Finish(const Call& call) override {
    RETURN_IF_ERROR(
        lines_.Finish([&](const LineReader::Line& line) { return TakeLine(call, line); }));
    RETURN_IF_ERROR(Flush(call));
    return true;
  }

 private:
  absl::Status TakeLine(const Call& call, const LineReader::Line& line) {
    batch_.Add(line);
    return batch_.full() ? Flush(call) : absl::OkStatus();
  }

  absl::Status Flush(const Call& call) {
    const Material material = {.content_type = kJsonLineMediaType, .uri = job_.header.file_name()};
    ASSIGN_OR_RETURN(const IntakeReport report,
                     job_.intake.TakeLines(call, job_.delivery, material, std::move(batch_.lines),
                                           std::move(batch_.too_long)));
    job_.report.Add(report);
    job_.report.SetBytesDone(batch_.end);
    batch_ = LineBatch();
    return absl::OkStatus();
  }

  ImportJob& job_;
  LineReader lines_{kMaxLineBytes};
  LineBatch batch_;
};

}  // namespace

std::unique_ptr<FormatImport> NewLineImport(ImportJob& job) {
  return std::make_unique<LineImport>(job);
}

}  // namespace broadsheet::ingest
