#include "cli/edit/edit_request.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/arguments.h"
#include "cli/edit/changes.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Article;
using google::protobuf::FieldDescriptor;
using ingest::v1::EditArticleRequest;

// What tells the state of an article, and is never edited.
bool TellsTheState(const std::string& field) {
  static const auto* const fields =
      new std::set<std::string>{"name", "revision", "etag", "update_time"};
  return fields->count(field) > 0;
}

const FieldDescriptor* FieldOf(const std::string& key) {
  const FieldDescriptor* field = Article::descriptor()->FindFieldByCamelcaseName(key);
  return field != nullptr ? field : Article::descriptor()->FindFieldByName(key);
}

// The fields that the JSON speaks of, where they differ from `before`.
absl::Status TakeJson(const std::string& json, const Article& before, Article& after) {
  Article given;
  RETURN_IF_ERROR(ParseJson(json, &given));
  if (!given.name().empty() && given.name() != before.name()) {
    return absl::InvalidArgumentError(
        absl::StrCat("is about ", given.name(), ", not ", before.name()));
  }
  if (!given.etag().empty()) after.set_etag(given.etag());
  const auto object = nlohmann::json::parse(json, nullptr, false);
  for (const auto& [key, value] : object.items()) {
    const FieldDescriptor* field = FieldOf(key);
    if (field == nullptr || TellsTheState(field->name())) continue;
    const auto& reflection = *Article::GetReflection();
    reflection.ClearField(&after, field);
    reflection.SwapFields(&after, &given, {field});
  }
  return absl::OkStatus();
}

absl::Status TakeTexts(const EditOptions& options, std::istream& in, Article& after) {
  if (options.title) after.set_title(*options.title);
  if (options.teaser_html) after.set_teaser_html(*options.teaser_html);
  if (options.body_html) after.set_body_html(*options.body_html);
  if (!options.teaser_file.empty()) {
    ASSIGN_OR_RETURN(*after.mutable_teaser_html(), ReadAll(options.teaser_file, in));
  }
  if (!options.body_file.empty()) {
    ASSIGN_OR_RETURN(*after.mutable_body_html(), ReadAll(options.body_file, in));
  }
  if (options.language) after.set_language_code(*options.language);
  if (options.image) after.set_image_uri(*options.image);
  if (options.rights) after.set_rights(*options.rights);
  return absl::OkStatus();
}

std::vector<std::string> Given(const std::vector<std::string>& values) {
  return values == std::vector<std::string>{""} ? std::vector<std::string>() : values;
}

void TakeLists(const EditOptions& options, Article& after) {
  if (!options.authors.empty()) {
    after.clear_authors();
    for (const std::string& name : Given(options.authors)) {
      after.add_authors()->set_display_name(name);
    }
  }
  if (!options.categories.empty()) {
    const std::vector<std::string> names = CategoryNames(Given(options.categories));
    after.mutable_categories()->Assign(names.begin(), names.end());
  }
  if (!options.tags.empty()) {
    const std::vector<std::string> tags = Given(options.tags);
    after.mutable_tags()->Assign(tags.begin(), tags.end());
  }
}

absl::Status TakeTimes(const EditOptions& options, Article& after) {
  if (!options.publish_time.empty()) {
    ASSIGN_OR_RETURN(const Period period, ParsePeriod(options.publish_time, absl::Now()));
    *after.mutable_publish_time() = ToProto(period.start);
  }
  if (!options.list_time.empty()) {
    ASSIGN_OR_RETURN(const Period period, ParsePeriod(options.list_time, absl::Now()));
    *after.mutable_list_time() = ToProto(period.start);
  }
  return absl::OkStatus();
}

// The authors stay what they are where only the order or the number changes.
void KeepKinds(const Article& before, Article& after) {
  for (auto& author : *after.mutable_authors()) {
    if (author.kind() != article::v1::Author::KIND_UNSPECIFIED) continue;
    author.set_kind(article::v1::Author::KIND_PERSON);
    for (const auto& known : before.authors()) {
      if (known.display_name() == author.display_name()) author.set_kind(known.kind());
    }
  }
}

}  // namespace

bool ChangesAnything(const EditOptions& options) {
  return options.title || options.teaser_html || options.body_html || options.language ||
         options.image || options.rights || !options.authors.empty() ||
         !options.categories.empty() || !options.tags.empty() || !options.publish_time.empty() ||
         !options.list_time.empty() || !options.teaser_file.empty() || !options.body_file.empty() ||
         !options.json_file.empty();
}

absl::StatusOr<EditArticleRequest> MakeEdit(const EditOptions& options, const Article& before,
                                            std::istream& standard_input) {
  EditArticleRequest request;
  Article& after = *request.mutable_article();
  after = before;
  if (!options.json_file.empty()) {
    ASSIGN_OR_RETURN(const std::string json, ReadAll(options.json_file, standard_input));
    RETURN_IF_ERROR(Annotate(TakeJson(json, before, after), options.json_file));
  }
  RETURN_IF_ERROR(TakeTexts(options, standard_input, after));
  TakeLists(options, after);
  RETURN_IF_ERROR(TakeTimes(options, after));
  KeepKinds(before, after);
  if (!options.etag.empty()) after.set_etag(options.etag);
  if (after.etag() != before.etag()) {
    return absl::AbortedError(
        absl::StrCat("has changed since: its etag is ", before.etag(), " now, not ", after.etag()));
  }
  for (int i = 0; i < Article::descriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *Article::descriptor()->field(i);
    if (Differs(before, after, field)) request.mutable_update_mask()->add_paths(field.name());
  }
  return request;
}

void AddEditOptions(CLI::App& command, EditOptions& options) {
  const auto text = [&](const char* name, auto& value, const char* type, const char* help) {
    return command.add_option(name, value, help)->type_name(type);
  };
  const auto several = [&](const char* name, std::vector<std::string>& values, const char* type,
                           const char* help) {
    command.add_option(name, values, help)->type_name(type)->allow_extra_args(false);
  };
  text("--title", options.title, "TEXT", "Headline");
  CLI::Option* teaser = text("--teaser-html", options.teaser_html, "HTML", "Teaser");
  text("--teaser-file", options.teaser_file, "FILE", "Teaser, from a file; - is standard input")
      ->excludes(teaser);
  CLI::Option* body = text("--body-html", options.body_html, "HTML", "Body");
  text("--body-file", options.body_file, "FILE", "Body, from a file; - is standard input")
      ->excludes(body);
  several("-c,--category", options.categories, "SLUG",
          "Categories instead of those that it has; again for each");
  several("-t,--tag", options.tags, "SLUG", "Tags, likewise");
  several("--author", options.authors, "NAME", "Authors, likewise");
  text("-l,--language", options.language, "CODE", "Language of the text: en, zh-Hant");
  text("--image", options.image, "URI", "Lead image");
  text("--rights", options.rights, "TEXT", "Copyright or licence");
  text("--publish-time", options.publish_time, "TIME", "When it was published")->check(CheckTime);
  text("--list-time", options.list_time, "TIME", "Where it stands in lists")->check(CheckTime);
  text("--json-file", options.json_file, "FILE",
       "Fields of an Article in ProtoJSON; those that are left out stay");
  text("--etag", options.etag, "ETAG", "Only if it is still as it was with this etag");
}

}  // namespace broadsheet::cli
