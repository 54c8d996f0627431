#include "ingest/html/image_source.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

std::string Target(std::string_view base, std::string_view reference) {
  std::string target = LinkTarget(base, reference);
  return absl::StartsWith(target, "mailto:") ? "" : target;
}

bool LooksLikeImage(std::string_view value) {
  if (value.find_first_of(" {}<>") != std::string_view::npos) return false;
  const std::string path = AsciiLower(value.substr(0, value.find_first_of("?#")));
  for (const char* ending : {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}) {
    if (absl::EndsWith(path, ending)) return true;
  }
  return false;
}

// A picture of nothing, there until a script puts the real one.
bool KeepsThePlace(std::string_view source) {
  const std::string lower = AsciiLower(source);
  if (absl::StartsWith(lower, "data:")) return true;
  const std::string name = lower.substr(std::min(lower.rfind('/') + 1, lower.size()));
  for (const char* part :
       {"blank", "placeholder", "spacer", "1x1", "lazy", "loading", "grey.gif", "transparent"}) {
    if (absl::StrContains(name, part)) return true;
  }
  return false;
}

// "a.jpg 480w, b.jpg 1024w": the widest.
std::string WidestOf(std::string_view srcset) {
  std::string widest;
  double width = -1;
  for (absl::string_view candidate :
       absl::StrSplit(absl::string_view(srcset.data(), srcset.size()), absl::ByString(", "))) {
    candidate = absl::StripAsciiWhitespace(candidate);
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(candidate, absl::MaxSplits(absl::ByAnyChar(" \t\n"), 1));
    const double size = std::atof(std::string(parts.second).c_str());
    if (parts.first.empty() || size <= width) continue;
    width = size;
    widest = std::string(parts.first);
    while (absl::EndsWith(widest, ",")) widest.pop_back();
  }
  return widest;
}

}  // namespace

std::string ImageSource(const HtmlNode& image, std::string_view base) {
  std::string_view sets;
  for (const auto& [name, value] : image.attributes) {
    const bool deferred = name.starts_with("data-") || name == "lazy-src" || name == "original";
    if (absl::EndsWith(name, "srcset") && (deferred || sets.empty())) sets = value;
    const bool known = name == "data-src" || name == "data-lazy-src" || name == "data-original";
    if (deferred && (known || LooksLikeImage(value)) && !KeepsThePlace(value)) {
      if (std::string target = Target(base, value); !target.empty()) return target;
    }
  }
  const std::string_view source = image.Attribute("src");
  std::string shown = Target(base, source);
  if (!shown.empty() && !KeepsThePlace(source)) return shown;
  if (std::string target = Target(base, WidestOf(sets)); !target.empty()) return target;
  return shown;
}

bool IsPicture(const HtmlNode& node) {
  constexpr int kSmallest = 32;
  if (node.tag != "img") return false;
  for (const char* side : {"width", "height"}) {
    int pixels = 0;
    const std::string value(node.Attribute(side));
    if (absl::SimpleAtoi(value, &pixels) && pixels < kSmallest) return false;
  }
  const std::string source = AsciiLower(node.Attribute("src"));
  for (const char* part : {"gravatar.com/", "/avatar", "s.w.org/images/core/emoji", "/pixel",
                           "feeds.feedburner.com/~r/", "stats.wordpress.com", "/smilies/"}) {
    if (absl::StrContains(source, part)) return false;
  }
  return true;
}

}  // namespace broadsheet::ingest
