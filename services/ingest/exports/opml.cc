#include "ingest/exports/opml.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "ingest/formats/category_tree.h"
#include "ingest/formats/xml.h"
#include "ingest/prepare/request_fields.h"
#include "ingest/text/charset.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxFeeds = 100'000;

// What it is called: `text` is required, others write `title`.
std::string NameOf(const XmlElement& outline) {
  const std::string text = CollapseSpace(outline.Attribute("text"));
  return text.empty() ? CollapseSpace(outline.Attribute("title")) : text;
}

// "feed://a.example/x" and "feed:https://a.example/x" mean web addresses.
std::string WebUri(const std::string& address) {
  const std::string trimmed = CollapseSpace(address);
  absl::string_view rest = trimmed;
  if (absl::ConsumePrefix(&rest, "feed://")) return absl::StrCat("http://", rest);
  absl::ConsumePrefix(&rest, "feed:");
  return std::string(rest);
}

bool IsFeedType(const XmlElement& outline) {
  const std::string type = AsciiLower(outline.Attribute("type"));
  return type == "rss" || type == "atom" || type == "feed";
}

class OpmlReader {
 public:
  // `folder` is the name of the folder that `outline` stands in; empty at the top.
  void Read(const XmlElement& outline, const std::string& folder) {
    if (document_.feeds.size() >= kMaxFeeds) return;
    const std::vector<XmlElement> below = Outlines(outline);
    std::string address = outline.Attribute("xmlUrl");
    if (address.empty() && IsFeedType(outline)) address = outline.Attribute("url");
    if (!address.empty() || IsFeedType(outline)) {
      Add(outline, WebUri(address), folder);
    } else if (below.empty()) {
      ++document_.left_out;
    }
    const std::string name = NameOf(outline);
    if (!below.empty() && !name.empty()) tree_.Know(name, name, folder);
    for (const XmlElement& each : below) Read(each, name.empty() ? folder : name);
  }

  static std::vector<XmlElement> Outlines(const XmlElement& parent) {
    std::vector<XmlElement> children = parent.Children();
    std::erase_if(children, [](const XmlElement& child) { return !child.IsNamed("outline"); });
    return children;
  }

  Document Finish() && {
    document_.categories = std::move(tree_).TakeUsed();
    return std::move(document_);
  }

 private:
  void Add(const XmlElement& outline, const std::string& uri, const std::string& folder) {
    if (absl::Status status = CheckWebUri(uri, "xmlUrl"); !status.ok()) {
      const std::string name = NameOf(outline);
      document_.errors.push_back(
          {name.empty() ? absl::StrCat("line ", outline.line()) : name, outline.Markup(), status});
      return;
    }
    const auto [place, is_new] = places_.emplace(uri, document_.feeds.size());
    if (is_new) document_.feeds.emplace_back().set_uri(uri);
    v1::Feed& feed = document_.feeds[place->second];
    if (!folder.empty()) FileUnder(tree_.Use(folder, folder), feed);
    const std::string paths = outline.Attribute("category");
    for (const absl::string_view path : absl::StrSplit(paths, ',')) AddPath(path, feed);
  }

  void AddPath(absl::string_view path, v1::Feed& feed) {
    std::string parent;
    for (const absl::string_view step : absl::StrSplit(path, '/')) {
      const std::string name = CollapseSpace(std::string(step));
      if (name.empty()) continue;
      tree_.Know(name, name, parent);
      parent = name;
    }
    if (!parent.empty()) FileUnder(tree_.Use(parent, parent), feed);
  }

  static void FileUnder(const std::string& category, v1::Feed& feed) {
    const auto& held = feed.default_categories();
    const bool is_new = std::find(held.begin(), held.end(), category) == held.end();
    if (!category.empty() && is_new) feed.add_default_categories(category);
  }

  Document document_;
  CategoryTree tree_;
  // In the document's feeds, by address.
  std::map<std::string, size_t> places_;
};

}  // namespace

absl::StatusOr<Document> ParseOpml(std::string_view bytes) {
  const DecodedText read = ToUtf8(bytes, "");
  ASSIGN_OR_RETURN(const XmlDocument xml, XmlDocument::Parse(read.text, ""));
  const XmlElement root = xml.root();
  if (!root.IsNamed("opml")) {
    return absl::InvalidArgumentError(
        absl::StrCat("no OPML: line ", root.line(), " has <", std::string(root.name()), ">"));
  }
  OpmlReader reader;
  // Some leave the body out.
  std::vector<XmlElement> tops = {root};
  for (const XmlElement& body : root.Children("", "body")) tops.push_back(body);
  for (const XmlElement& top : tops) {
    for (const XmlElement& outline : OpmlReader::Outlines(top)) reader.Read(outline, "");
  }
  Document document = std::move(reader).Finish();
  document.defect = read.defect.empty() ? xml.defect() : read.defect;
  return document;
}

}  // namespace broadsheet::ingest
