// What identifies the entries of a feed, seen from how it behaves: some change their guids
// at every poll, some make them of the headline, some put a visitor's session into links.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

class FeedMemory;

struct Identity {
  v1::Feed::IdentityRule rule = v1::Feed::IDENTITY_RULE_GUID;
  // Why it is not by guid and link as they stand; empty where it is.
  std::string evidence;
  // Parameters that are no part of links.
  std::vector<std::string> session_parameters;
};

// The rule that `feed` is read by: its own, or else what was detected. Thread-safe.
v1::Feed::IdentityRule RuleOf(const v1::Feed& feed);

// Whether guids say nothing under that rule. Thread-safe.
bool IgnoresGuids(const v1::Feed& feed);

// Notes with the feed what was seen. Thread-safe.
void SetIdentity(const Identity& identity, v1::Feed* feed);

// What was noted. Thread-safe.
Identity DetectedIdentity(const v1::Feed& feed);

// Compares a document's entries with those of the one before, and answers what all that was
// seen so far says. Conservative: a rule changes where three entries or more speak for it,
// at two polls or more, and none against it; or where every guid is the entry's headline, or
// no entry has a guid or link.
// Thread-safe.
Identity ObserveEntries(const std::vector<Entry>& entries, FeedMemory* memory);

// Gives each of `entries` the guid and link that identify it under the rule of `feed`, and
// makes them what `*memory` knows (null: of a document that is not the feed's own, such as
// an archive). Whatever the rule is, unless a caller set it: an entry that has guid and link
// anew while the text that it had before stands nowhere
// else, is the entry before of the same text and date. Where the feed's site is another one
// than `feed` says, entries that were there before come with their old links once more, so
// that they stay the same articles. Thread-safe.
void IdentifyEntries(const v1::Feed& feed, std::vector<Entry>* entries, FeedMemory* memory);

// Reason of the error where some of a feed's entries don't tell enough.
inline constexpr char kWholeFeedNeeded[] = "WHOLE_FEED_NEEDED";

// IdentifyEntries() for a document that has some of the feed's entries, such as a hub's
// notification of the new ones: what `*memory` knows beside them stays known. What is missing
// from the document is no sign of anything; so an entry that could be another one which was
// there before (its guid is new, its date and text are not), a site that is another one, and a
// rule by content are FAILED_PRECONDITION with reason kWholeFeedNeeded, and nothing is
// changed. Thread-safe.
absl::Status IdentifySome(const v1::Feed& feed, std::vector<Entry>* entries, FeedMemory* memory);

}  // namespace broadsheet::ingest
