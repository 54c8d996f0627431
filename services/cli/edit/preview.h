// What is shown of an article before a question about it.
#pragma once

#include "broadsheet/article/v1/article.pb.h"
#include "cli/printer.h"

namespace broadsheet::cli {

// Headline, place and name.
void PrintPreview(const article::v1::Article& article, Printer& out);

}  // namespace broadsheet::cli
