// Edits as people write them on the command line.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"

namespace CLI {
class App;
}

namespace broadsheet::cli {

// What is to change; what is unset stays.
struct EditOptions {
  std::optional<std::string> title;
  std::optional<std::string> teaser_html;
  std::optional<std::string> body_html;
  std::optional<std::string> language;
  std::optional<std::string> image;
  std::optional<std::string> rights;
  // A single empty one stands for none.
  std::vector<std::string> authors;
  std::vector<std::string> categories;
  std::vector<std::string> tags;
  std::string publish_time;
  std::string list_time;
  // Files, "-" for standard input.
  std::string teaser_file;
  std::string body_file;
  std::string json_file;
  std::string etag;
};

// Adds the options to a command; `options` must live until it is parsed.
void AddEditOptions(CLI::App& command, EditOptions& options);

// Whether they change anything.
bool ChangesAnything(const EditOptions& options);

// The request that makes of `before` what the options say. It carries the etag of
// `before`, so that nothing is changed that somebody else has changed meanwhile.
// The mask is empty where `before` is so already. INVALID_ARGUMENT for what can't be
// read, ABORTED where the options speak of another state of the article, and the
// errors of Input.
absl::StatusOr<ingest::v1::EditArticleRequest> MakeEdit(const EditOptions& options,
                                                        const article::v1::Article& before,
                                                        std::istream& standard_input);

}  // namespace broadsheet::cli
