#include "cli/input.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

absl::Status Unreadable(const std::string& path, const char* why) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", why));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Input>> Input::Open(const std::string& path,
                                                   std::istream& standard_input) {
  std::unique_ptr<Input> input(new Input(path, &standard_input));
  if (path == "-") return input;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return Unreadable(path, "is a directory");
  input->file_.open(path, std::ios::binary);
  if (!input->file_) return Unreadable(path, std::strerror(errno));
  input->stream_ = &input->file_;
  const auto size = std::filesystem::file_size(path, error);
  if (!error) input->size_ = static_cast<int64_t>(size);
  return input;
}

absl::StatusOr<std::string> Input::Read(size_t size) {
  std::string bytes(size, '\0');
  stream_->read(bytes.data(), static_cast<std::streamsize>(size));
  if (stream_->bad()) return Unreadable(path_, std::strerror(errno));
  bytes.resize(static_cast<size_t>(stream_->gcount()));
  return bytes;
}

absl::StatusOr<std::string> ReadAll(const std::string& path, std::istream& standard_input) {
  constexpr size_t kChunk = 64 << 10;
  ASSIGN_OR_RETURN(const std::unique_ptr<Input> input, Input::Open(path, standard_input));
  std::string all;
  while (true) {
    ASSIGN_OR_RETURN(const std::string chunk, input->Read(kChunk));
    if (chunk.empty()) return all;
    all += chunk;
  }
}

}  // namespace broadsheet::cli
