// What an article costs the search index, beside what Xapian makes of it by itself.
#pragma once

namespace broadsheet::query::bench {

// Prints, for articles of 4 KB, microseconds of processor time each and how many a second are
// done: Xapian's own generator of stemmed terms, ours (without a database), and the index built
// from nothing; and how large indexes are beside the text.
void PrintIndexCost(int articles);

}  // namespace broadsheet::query::bench
