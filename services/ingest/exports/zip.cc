#include "ingest/exports/zip.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr int kMaxFiles = 200'000;

using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

absl::Status Broken(archive* reader) {
  const char* why = archive_error_string(reader);
  return absl::InvalidArgumentError(
      absl::StrCat("the ZIP archive can't be read: ", why == nullptr ? "unknown error" : why));
}

// The file that the reader stands at. `left` is what may still be unpacked.
absl::StatusOr<ZipFile> ReadFile(archive* reader, const ZipLimits& limits, size_t& left) {
  ZipFile file;
  std::array<char, 64 << 10> buffer;
  while (!file.too_long) {
    const la_ssize_t size = archive_read_data(reader, buffer.data(), buffer.size());
    if (size == 0) break;
    if (size < 0) return Broken(reader);
    const auto count = static_cast<size_t>(size);
    if (count > left) {
      return absl::InvalidArgumentError(
          absl::StrCat("the ZIP archive unpacks to more than ", limits.total_bytes, " bytes"));
    }
    left -= count;
    file.bytes.append(buffer.data(), count);
    file.too_long = file.bytes.size() > limits.file_bytes;
  }
  if (file.too_long) file.bytes.resize(limits.file_bytes);
  return file;
}

}  // namespace

absl::StatusOr<std::map<std::string, ZipFile>> Unzip(
    std::string_view bytes, const ZipLimits& limits,
    const std::function<bool(std::string_view path)>& wanted) {
  const Reader reader(archive_read_new(), &archive_read_free);
  if (reader == nullptr) return absl::InternalError("no memory for a ZIP reader");
  // No other format, and no layers of compression around it.
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return Broken(reader.get());
  }
  std::map<std::string, ZipFile> files;
  size_t left = limits.total_bytes;
  for (int count = 0;; ++count) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) return files;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return Broken(reader.get());
    if (count == kMaxFiles) {
      return absl::InvalidArgumentError(
          absl::StrCat("the ZIP archive has more than ", kMaxFiles, " files"));
    }
    const char* path = archive_entry_pathname(entry);
    if (path == nullptr || !wanted(path)) continue;
    ASSIGN_OR_RETURN(ZipFile file, ReadFile(reader.get(), limits, left));
    files.emplace(path, std::move(file));
  }
}

}  // namespace broadsheet::ingest
