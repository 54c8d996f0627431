#include "query/search/document.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "common/uuid.h"
#include "query/archive_batch.h"
#include "query/search/analysis.h"
#include "query/search/entity_names.h"
#include "query/search/plain_text.h"
#include "query/search/recency.h"
#include "query/search/stems.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

constexpr Xapian::termcount kTitleWeight = 5;
constexpr Xapian::termcount kTeaserWeight = 2;
// Somebody chose them.
constexpr Xapian::termcount kTagWeight = 2;
// A list of names is no better match for being long.
constexpr int kMaxMentions = 20;
// Phrases don't run from one field into the next.
constexpr Xapian::termpos kFieldGap = 100;
constexpr size_t kMinSpellingLetters = 4;
constexpr size_t kLengthBytes = 4;
// Xapian takes no longer ones.
constexpr size_t kMaxTermBytes = 200;

// Puts the fields of an article into a document, one behind the other.
class TextWriter {
 public:
  TextWriter(const std::string& language_code, Xapian::Document& document)
      : language_code_(language_code), document_(document) {}

  // Terms of all fields; with `prefix`, those of this one as well.
  void Write(std::string_view text, Xapian::termcount weight, const std::string& prefix = "") {
    const uint32_t positions = ForEachToken(text, [&](const Token& token) {
      const Xapian::termpos position = next_ + token.position;
      Term& term = terms_[token.text];
      term.weight += weight;
      if (token.is_word) term.weight_of_stem += weight;
      term.positions.push_back(position);
      if (!prefix.empty()) WritePrefixed(prefix, token, position);
    });
    next_ += positions + kFieldGap;
  }

  void Finish() {
    for (const auto& [text, term] : terms_) {
      Xapian::termcount weight = term.weight;
      for (const Xapian::termpos position : term.positions) {
        document_.add_posting(text, position, std::exchange(weight, 0));
      }
      if (term.weight_of_stem > 0) AddStem(text, term.weight_of_stem);
    }
    for (const auto& [stem, count] : stems_) document_.add_term(stem, count);
  }

 private:
  // What stands in the text several times is stemmed and given to Xapian once.
  struct Term {
    Xapian::termcount weight = 0;
    Xapian::termcount weight_of_stem = 0;
    absl::InlinedVector<Xapian::termpos, 2> positions;
  };

  void WritePrefixed(const std::string& prefix, const Token& token, Xapian::termpos position) {
    document_.add_posting(prefix + token.text, position);
    const std::string stem = token.is_word ? StemTerm(token.text, language_code_) : "";
    if (!stem.empty()) stems_[prefix + stem] += 1;
  }

  void AddStem(const std::string& text, Xapian::termcount weight) {
    const std::string stem = StemTerm(text, language_code_);
    if (!stem.empty()) stems_[stem] += weight;
  }

  const std::string& language_code_;
  Xapian::Document& document_;
  Xapian::termpos next_ = 1;
  absl::flat_hash_map<std::string, Term> terms_;
  absl::flat_hash_map<std::string, Xapian::termcount> stems_;
};

// Whether the parts of a name's key stand side by side in those of another.
bool Holds(std::string_view text_key, std::string_view name_key) {
  if (name_key.empty()) return false;
  for (size_t at = text_key.find(name_key); at != std::string_view::npos;
       at = text_key.find(name_key, at + 1)) {
    const size_t end = at + name_key.size();
    const bool begins = at == 0 || text_key[at - 1] == kNameSeparator;
    if (begins && (end == text_key.size() || text_key[end] == kNameSeparator)) return true;
  }
  return false;
}

// A mention counts as a word would that stood where the name stands.
void AddMentions(const article::v1::Article& article, Xapian::Document& document) {
  if (article.mentions().empty()) return;
  const std::string title = NameKey(article.title());
  const std::string teaser = NameKey(TextOfHtml(article.teaser_html()));
  for (const article::v1::Mention& mention : article.mentions()) {
    auto count = static_cast<Xapian::termcount>(std::clamp(mention.count(), 1, kMaxMentions));
    const std::string name = NameKey(mention.surface_form());
    if (Holds(title, name)) count += kTitleWeight - 1;
    if (Holds(teaser, name)) count += kTeaserWeight - 1;
    document.add_term(EntityTerm(mention.entity()), count);
  }
}

// The length of the article as it is listed, that, and the text.
std::string DocumentData(const article::v1::Article& article) {
  article::v1::Article listed = article;
  listed.clear_body_html();
  listed.clear_body_text();
  const std::string bytes = listed.SerializeAsString();
  std::string data;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    data.push_back(static_cast<char>(bytes.size() >> (8 * i)));
  }
  return absl::StrCat(data, bytes, article.body_text());
}

size_t LengthIn(const std::string& data) {
  size_t length = 0;
  for (size_t i = 0; i < kLengthBytes && i < data.size(); ++i) {
    length |= static_cast<size_t>(static_cast<unsigned char>(data[i])) << (8 * i);
  }
  return std::min(length, data.size() - std::min(data.size(), kLengthBytes));
}

}  // namespace

Xapian::Document ToDocument(const article::v1::Article& article) {
  Xapian::Document document;
  TextWriter writer(article.language_code(), document);
  writer.Write(article.title(), kTitleWeight, kTitlePrefix);
  writer.Write(TextOfHtml(article.teaser_html()), kTeaserWeight);
  writer.Write(article.body_text(), 1);
  for (const auto& author : article.authors()) {
    writer.Write(author.display_name(), 1, kAuthorPrefix);
  }
  for (const std::string& tag : article.tags()) {
    writer.Write(tag, kTagWeight);
    if (const std::string key = NameKey(tag); !key.empty()) {
      document.add_term(TaggedTerm(key), kTagWeight);
    }
  }
  writer.Finish();
  AddMentions(article, document);
  for (const std::string& term : ArticleTerms(article, CategoryTree())) {
    document.add_boolean_term(FilterTerm(term));
  }
  document.add_boolean_term(IdTerm(IdOf(article)));
  document.add_value(kTimeSlot, TimeKey(ListTime(article), IdOf(article)));
  document.add_value(kDaySlot, DayKey(ListTime(article)));
  document.set_data(DocumentData(article));
  return document;
}

article::v1::Article ArticleIn(const Xapian::Document& document) {
  const std::string data = document.get_data();
  article::v1::Article article;
  if (const size_t length = LengthIn(data); length > 0) {
    article.ParseFromArray(data.data() + kLengthBytes, static_cast<int>(length));
  }
  return article;
}

std::string BodyTextIn(const Xapian::Document& document) {
  const std::string data = document.get_data();
  return data.substr(std::min(data.size(), kLengthBytes + LengthIn(data)));
}

bool IsSpellingWord(std::string_view term) {
  size_t letters = 0;
  for (const char c : term) {
    const auto byte = static_cast<unsigned char>(c);
    // From E1 on scripts have no letters that are taken one for the other.
    if (byte >= 0xE1 || (byte < 0x80 && (byte < 'a' || byte > 'z'))) return false;
    if ((byte & 0xC0) != 0x80) ++letters;
  }
  return letters >= kMinSpellingLetters;
}

std::string EntityTerm(std::string_view entity) {
  return absl::StrCat("XM:", std::string(TermValue(MentionTerm(entity))));
}

std::string TaggedTerm(std::string_view name_key) {
  std::string term = "XT:";
  std::copy_if(name_key.begin(), name_key.end(), std::back_inserter(term),
               [](char c) { return c != kNameSeparator; });
  return term.substr(0, kMaxTermBytes);
}

std::string IdTerm(std::string_view id) { return absl::StrCat("Q", std::string(id)); }

std::string FilterTerm(std::string_view term) { return absl::StrCat("XF:", std::string(term)); }

std::string TimeKey(absl::Time time, std::string_view id) {
  // The sign bit is turned, so that times before 1970 sort first.
  const uint64_t micros = static_cast<uint64_t>(absl::ToUnixMicros(time)) ^ (1ULL << 63);
  std::string key;
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(micros >> shift));
  return key + UuidToBytes(id);
}

std::string KeyBefore(std::string key) {
  for (auto byte = key.rbegin(); byte != key.rend(); ++byte) {
    if (*byte != '\0') {
      --*byte;
      std::fill(key.rbegin(), byte, '\xff');
      return key;
    }
  }
  return key;
}

}  // namespace broadsheet::query
