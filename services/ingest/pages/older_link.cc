#include "ingest/pages/older_link.h"

#include <set>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "ingest/pages/page_markup.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// What such links say, without marks and in lower case.
constexpr char kOlderWords[] = R"(
older|older posts|older entries|older articles|older stories|next|next page|previous entries|load more|more posts
下一页|下页|后页|后一页|更早|更早的文章|较旧的文章|较早的文章|旧文章|下一頁|下頁|後頁|更早的文章|較舊的文章|較早的文章|舊文章
過去の投稿|以前の投稿|以前の記事|古い記事|次へ|次のページ|次の記事|이전 글|이전글|다음|다음 페이지
ältere beiträge|ältere artikel|ältere einträge|nächste seite|nächste|weiter
articles plus anciens|articles précédents|publications plus anciennes|page suivante|suivant|suivante
entradas anteriores|entradas más antiguas|más antiguas|siguiente|página siguiente|siguientes
articoli meno recenti|post precedenti|articoli precedenti|successiva|successivo|pagina successiva|avanti
posts mais antigos|postagens mais antigas|artigos anteriores|próxima|próxima página|seguinte|página seguinte
oudere berichten|volgende|volgende pagina|äldre inlägg|nästa|nästa sida|ældre indlæg|næste|næste side
eldre innlegg|neste|neste side|vanhemmat artikkelit|seuraava|seuraava sivu|starsze wpisy|następna|następna strona
starší příspěvky|další|další stránka|staršie články|ďalšia|régebbi bejegyzések|következő|következő oldal
articole mai vechi|următoarea|pagina următoare|стари публикации|следваща|старији чланци|sljedeća|starije objave
старые записи|предыдущие записи|следующая|следующая страница|далее|вперёд|старіші записи|наступна|далі
παλαιότερα άρθρα|παλιότερα άρθρα|επόμενη|επόμενη σελίδα|eski yazılar|önceki yazılar|sonraki|sonraki sayfa
pos-pos lama|pos lama|berikutnya|selanjutnya|halaman berikutnya|seterusnya|bài viết cũ hơn|trang sau|tiếp|tiếp theo
المقالات الأقدم|مقالات أقدم|التالي|الصفحة التالية|رسائل أقدم|נושאים ישנים יותר|פוסטים ישנים|הבא|לעמוד הבא
เรื่องเก่ากว่า|ถัดไป|หน้าถัดไป|पुराने पोस्ट|अगला|entrades anteriors|següent|vanemad postitused|järgmine
)";

const std::set<std::string>& OlderWords() {
  static const auto* const kWords = [] {
    auto* words = new std::set<std::string>;
    for (const absl::string_view word :
         absl::StrSplit(kOlderWords, absl::ByAnyChar("|\n"), absl::SkipEmpty())) {
      words->emplace(word);
    }
    return words;
  }();
  return *kWords;
}

// "« Older Posts →" -> "older posts".
std::string WordsOf(std::string_view text) {
  std::string words = Nfc(CollapseSpace(text));
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view mark : {"»", "«", "›", "‹", "→", "←", ">", "<", "…", "...", "⟩",
                                        "⟨", "▶", "◀", "►", "◄", ">>", "<<", " "}) {
      if (words.starts_with(mark)) words.erase(0, mark.size()), again = true;
      if (words.ends_with(mark)) words.erase(words.size() - mark.size()), again = true;
    }
  }
  return FoldCase(words);
}

bool SaysOlder(const HtmlNode& node) {
  if (node.tag != "a" || node.Attribute("href").empty()) return false;
  for (const std::string& said : {TextOf(node), std::string(node.Attribute("aria-label")),
                                  std::string(node.Attribute("title"))}) {
    const std::string words = WordsOf(said);
    if (OlderWords().contains(words)) return true;
    // "Next page: Tech", "Older posts in Tech".
    for (const char* beginning : {"older posts", "older entries", "next page"}) {
      if (absl::StartsWith(words, beginning)) return true;
    }
  }
  return false;
}

bool IsPagingBox(const HtmlNode& node) {
  for (const char* name : {"next", "pagination-next", "nav-next", "pager-next", "page-next",
                           "pagination__next", "older", "older-posts", "next-page"}) {
    if (node.HasClass(name)) return node.tag != "body" && !node.HasClass("post");
  }
  return false;
}

std::string HrefOf(const HtmlNode* node) {
  if (node == nullptr) return "";
  if (!node->Attribute("href").empty()) return std::string(node->Attribute("href"));
  const HtmlNode* link = FindFirst(*node, HasTag("a"));
  return link == nullptr ? "" : std::string(link->Attribute("href"));
}

// The link behind the number of this page, to the number that follows it.
std::string NextNumber(const HtmlNode& node) {
  int current = 0;
  for (const HtmlNode& child : node.children) {
    if (!child.is_element()) continue;
    if (std::string href = NextNumber(child); !href.empty()) return href;
    int number = 0;
    if (!absl::SimpleAtoi(CollapseSpace(TextOf(child)), &number)) continue;
    const bool marked = child.HasClass("current") || child.HasClass("active") ||
                        child.Attribute("aria-current") == "page";
    if (marked) {
      current = number;
    } else if (current > 0 && number == current + 1) {
      return HrefOf(&child);
    }
  }
  return "";
}

}  // namespace

std::string OlderUri(const HtmlNode& page, const std::string& uri) {
  const std::string base = BaseOf(page, uri);
  const auto is_older = [&](const std::string& target) {
    return !target.empty() && !SamePage(target, uri);
  };
  for (const HtmlPredicate& matches :
       {HasClassNamed("wp-block-query-pagination-next"), HtmlPredicate([](const HtmlNode& node) {
          return node.tag == "a" && node.HasClass("next") && node.HasClass("page-numbers");
        }),
        HtmlPredicate([](const HtmlNode& node) {
          return node.HasClass("nav-previous") && !node.HasClass("alignright");
        }),
        HtmlPredicate(SaysOlder), HasRel("next"), HtmlPredicate(IsPagingBox)}) {
    const std::string older = LinkTarget(base, HrefOf(FindFirst(page, matches)));
    if (is_older(older)) return older;
  }
  const std::string numbered = LinkTarget(base, NextNumber(page));
  return is_older(numbered) ? numbered : "";
}

}  // namespace broadsheet::ingest
