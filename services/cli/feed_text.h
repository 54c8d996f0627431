// Feeds as a terminal shows them.
#pragma once

#include "broadsheet/ingest/v1/feed.pb.h"
#include "cli/printer.h"

namespace broadsheet::cli {

// The feed's name, title and URI, and how its polls went.
void PrintFeed(const ingest::v1::Feed& feed, Printer& out);

}  // namespace broadsheet::cli
