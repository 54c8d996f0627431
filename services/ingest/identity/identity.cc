#include "ingest/identity/identity.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/sha256.h"
#include "common/status.h"
#include "ingest/identity/entry_pairs.h"
#include "ingest/identity/link_parts.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using Count = FeedMemory::Count;

// Of a feed's parameters.
constexpr int kMaxParameters = 50;
// Text that is no headline of another story, and no standing phrase.
constexpr size_t kLongText = 200;

constexpr int kEnoughEntries = 3;
constexpr int kEnoughPolls = 2;

void Tell(bool same, Count* count) {
  same ? count->set_kept(count->kept() + 1) : count->set_changed(count->changed() + 1);
}

// Counts at once what one poll has to say.
void Add(const Count& poll, Count* total) {
  total->set_kept(total->kept() + poll.kept());
  total->set_changed(total->changed() + poll.changed());
  if (poll.changed() > 0) total->set_polls(total->polls() + 1);
}

bool Unstable(const Count& count) {
  return count.kept() == 0 && count.changed() >= kEnoughEntries && count.polls() >= kEnoughPolls;
}

void Compare(const std::vector<Seen>& now, FeedMemory* memory) {
  Places predecessors(now.size(), kNone);
  PairByContent(
      now, memory->entries(), [](const Seen&) { return true; }, &predecessors);
  Count guids;
  Count links;
  Count edited;
  std::map<std::string, Count> parameters;
  for (size_t i = 0; i < now.size(); ++i) {
    if (predecessors[i] == kNone) continue;
    const Seen& before = memory->entries(predecessors[i]);
    const bool same_title = before.title() == now[i].title();
    if (before.guid() != 0 && now[i].guid() != 0) {
      Tell(before.guid() == now[i].guid(), same_title ? &guids : &edited);
    }
    if (!same_title || before.link() == 0 || now[i].link() == 0) continue;
    Tell(before.link() == now[i].link(), &links);
    if (before.link() != now[i].link()) continue;
    for (const auto& [name, value] : now[i].parameters()) {
      const auto held = before.parameters().find(name);
      if (held != before.parameters().end()) Tell(held->second == value, &parameters[name]);
    }
  }
  Add(guids, memory->mutable_guids());
  Add(links, memory->mutable_links());
  Add(edited, memory->mutable_guids_of_edited());
  for (const auto& [name, count] : parameters) {
    if (memory->parameters_size() < kMaxParameters || memory->parameters().contains(name)) {
      Add(count, &(*memory->mutable_parameters())[name]);
    }
  }
}

std::string LinkOf(const Entry& entry, const std::vector<std::string>& session) {
  return WithoutParameters(entry.article.canonical_uri(), session);
}

// Whether each entry has a link, and no two the same.
bool LinksTellApart(const std::vector<Entry>& entries, const std::vector<std::string>& session) {
  std::set<std::string> links;
  for (const Entry& entry : entries) {
    const std::string link = LinkOf(entry, session);
    if (link.empty() || !links.insert(link).second) return false;
  }
  return true;
}

bool GuidsAreHeadlines(const std::vector<Entry>& entries) {
  return entries.size() >= 2 && std::all_of(entries.begin(), entries.end(), [](const Entry& entry) {
           const std::string guid = AsciiLower(CollapseSpace(entry.article.source_guid()));
           return !guid.empty() && guid == AsciiLower(CollapseSpace(entry.article.title()));
         });
}

// Whether there are two entries or more, and none has a guid or link.
bool HaveNoKeys(const std::vector<Entry>& entries) {
  return entries.size() >= 2 && std::all_of(entries.begin(), entries.end(), [](const Entry& entry) {
           return entry.article.source_guid().empty() && entry.article.canonical_uri().empty();
         });
}

// The guid of an entry that has none to rely on.
std::string GuidOfContent(const Entry& entry) {
  std::string parts;
  for (const std::string& part : {CollapseSpace(entry.article.title()), entry.publish_date,
                                  CollapseSpace(TextAsItCame(entry))}) {
    absl::StrAppend(&parts, part.size(), ":", part);
  }
  return absl::StrCat("content-", absl::BytesToHexString(Sha256(parts).substr(0, 16)));
}

}  // namespace

v1::Feed::IdentityRule RuleOf(const v1::Feed& feed) {
  for (const v1::Feed::IdentityRule rule : {feed.identity_rule(), feed.detected_identity_rule()}) {
    if (rule != v1::Feed::IDENTITY_RULE_UNSPECIFIED) return rule;
  }
  return v1::Feed::IDENTITY_RULE_GUID;
}

bool IgnoresGuids(const v1::Feed& feed) {
  return RuleOf(feed) == v1::Feed::IDENTITY_RULE_CANONICAL_URI;
}

void SetIdentity(const Identity& identity, v1::Feed* feed) {
  feed->set_detected_identity_rule(identity.rule);
  feed->set_identity_evidence(identity.evidence);
  feed->mutable_session_parameters()->Assign(identity.session_parameters.begin(),
                                             identity.session_parameters.end());
}

Identity DetectedIdentity(const v1::Feed& feed) {
  return {feed.detected_identity_rule(),
          feed.identity_evidence(),
          {feed.session_parameters().begin(), feed.session_parameters().end()}};
}

Identity ObserveEntries(const std::vector<Entry>& entries, FeedMemory* memory) {
  Compare(SeenOf(entries), memory);
  Identity identity;
  for (const auto& [name, count] : memory->parameters()) {
    if (Unstable(count)) identity.session_parameters.push_back(name);
  }
  std::sort(identity.session_parameters.begin(), identity.session_parameters.end());
  std::vector<std::string> evidence;
  if (HaveNoKeys(entries)) {
    evidence.push_back("entries have neither guids nor links");
  } else if (GuidsAreHeadlines(entries)) {
    evidence.push_back("guids are the headlines");
  } else if (Unstable(memory->guids())) {
    evidence.push_back(absl::StrCat("guids changed ", memory->guids().changed(),
                                    " times while headline, date or text did not"));
  } else if (Unstable(memory->guids_of_edited()) && !LinksTellApart(entries, {})) {
    evidence.push_back("guids changed with the headline, and there are no links");
  }
  const bool bad_links = Unstable(memory->links());
  if (!evidence.empty()) {
    identity.rule = !bad_links && LinksTellApart(entries, identity.session_parameters)
                        ? v1::Feed::IDENTITY_RULE_CANONICAL_URI
                        : v1::Feed::IDENTITY_RULE_CONTENT;
  }
  if (bad_links) {
    evidence.push_back(absl::StrCat("links changed ", memory->links().changed(), " times"));
  }
  if (!identity.session_parameters.empty()) {
    evidence.push_back(absl::StrCat("of links, only ",
                                    absl::StrJoin(identity.session_parameters, ", "), " changed"));
  }
  identity.evidence = absl::StrJoin(evidence, "; ");
  return identity;
}

namespace {

// The values of a field that both documents have.
std::set<uint64_t> Stayed(const std::vector<Seen>& now, const Before& before, Field field) {
  std::set<uint64_t> all;
  for (const Seen& seen : before) all.insert((seen.*field)());
  std::set<uint64_t> stayed;
  for (const Seen& seen : now) {
    if (all.contains((seen.*field)())) stayed.insert((seen.*field)());
  }
  stayed.erase(0);
  return stayed;
}

// Whether an entry whose headline differs may be the one before: it says much, and to the
// minute when.
bool IsTelling(const Entry& entry) {
  return TextAsItCame(entry).size() >= kLongText && absl::StrContains(entry.publish_date, ":");
}

// By guid; and one whose guid and link are both new may be one of which both are gone.
void PairByGuid(const std::vector<Entry>& entries, const std::vector<Seen>& now,
                const Before& before, Places* predecessors) {
  Pair(now, before, Both(&Seen::guid, &Seen::guid), predecessors);
  const std::set<uint64_t> guids = Stayed(now, before, &Seen::guid);
  const std::set<uint64_t> links = Stayed(now, before, &Seen::link);
  Pair(now, before,
       Where(Both(&Seen::text, &Seen::date),
             [&](const Seen& seen) {
               return !guids.contains(seen.guid()) && !links.contains(seen.link());
             }),
       predecessors);
  for (size_t i = 0; i < now.size(); ++i) {
    if ((*predecessors)[i] == kNone) continue;
    const Seen& found = before[(*predecessors)[i]];
    const bool same = found.guid() == now[i].guid() || found.title() == now[i].title();
    if (!same && !IsTelling(entries[i])) (*predecessors)[i] = kNone;
  }
}

// Which entry of the document before each is; kNone for a new one.
Places Predecessors(const std::vector<Entry>& entries, const std::vector<Seen>& now,
                    bool by_content, const Before& before) {
  Places predecessors(now.size(), kNone);
  if (by_content) {
    PairByContent(
        now, before, [](const Seen&) { return true; }, &predecessors);
  } else {
    PairByGuid(entries, now, before, &predecessors);
  }
  return predecessors;
}

// Whether the feed's site is another one than at the poll before.
bool HasMoved(const v1::Feed& feed, const std::vector<Entry>& entries) {
  return !feed.site_uri().empty() && !entries.empty() &&
         entries[0].article.source().site_uri() != feed.site_uri();
}

// Sets the guid and the link that identify `entry`, which was `before` (null: new).
// `old_link`: by the link that it had, once more.
void Identify(bool by_content, bool old_link, const Seen* before, Entry* entry) {
  article::v1::Article& article = entry->article;
  if (by_content) article.set_source_guid(GuidOfContent(*entry));
  if (before == nullptr) return;
  if (!before->first_guid().empty()) article.set_source_guid(before->first_guid());
  if (old_link && !before->link_then().empty()) article.set_canonical_uri(before->link_then());
}

}  // namespace

void IdentifyEntries(const v1::Feed& feed, std::vector<Entry>* entries, FeedMemory* memory) {
  const bool by_content = RuleOf(feed) == v1::Feed::IDENTITY_RULE_CONTENT;
  const bool is_open = feed.identity_rule() == v1::Feed::IDENTITY_RULE_UNSPECIFIED;
  const std::vector<std::string> session = {feed.session_parameters().begin(),
                                            feed.session_parameters().end()};
  // Of a site that moves, guids and links are others: a write with the old link and the new
  // guid ties them together.
  const bool old_link = by_content || (is_open && HasMoved(feed, *entries));
  std::vector<Seen> now = SeenOf(*entries);
  Places predecessors(now.size(), kNone);
  if (memory != nullptr && (by_content || is_open)) {
    predecessors = Predecessors(*entries, now, by_content, memory->entries());
  }
  for (size_t i = 0; i < entries->size(); ++i) {
    Entry& entry = (*entries)[i];
    entry.article.set_canonical_uri(LinkOf(entry, session));
    const int before = i < now.size() ? predecessors[i] : kNone;
    Identify(by_content, old_link, before == kNone ? nullptr : &memory->entries(before), &entry);
    if (i >= now.size()) continue;
    if (!by_content && !is_open) continue;
    now[i].set_first_guid(entry.article.source_guid());
    now[i].set_link_then(entry.article.canonical_uri());
  }
  if (memory == nullptr) return;
  memory->clear_entries();
  for (Seen& seen : now) *memory->add_entries() = std::move(seen);
}

absl::Status IdentifySome(const v1::Feed& feed, std::vector<Entry>* entries, FeedMemory* memory) {
  const auto all_are_needed = [](const std::string& why) {
    return WithReason(absl::FailedPreconditionError(why), kWholeFeedNeeded);
  };
  if (RuleOf(feed) == v1::Feed::IDENTITY_RULE_CONTENT) {
    return all_are_needed("entries are told apart by content");
  }
  const bool is_open = feed.identity_rule() == v1::Feed::IDENTITY_RULE_UNSPECIFIED;
  if (is_open && HasMoved(feed, *entries)) {
    return all_are_needed("the feed's site is another one");
  }
  const std::vector<Seen> now = SeenOf(*entries);
  const FeedMemory before = *memory;
  const Places predecessors = Predecessors(*entries, now, /*by_content=*/false, before.entries());
  std::set<int> known;
  for (size_t i = 0; i < now.size(); ++i) {
    if (predecessors[i] == kNone) continue;
    if (is_open && before.entries(predecessors[i]).guid() != now[i].guid()) {
      return all_are_needed(absl::StrCat((*entries)[i].id, " may be an entry of another guid"));
    }
    known.insert(predecessors[i]);
  }
  IdentifyEntries(feed, entries, memory);
  for (int i = 0; i < before.entries_size() && memory->entries_size() < kMaxSeen; ++i) {
    if (!known.contains(i)) *memory->add_entries() = before.entries(i);
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest
