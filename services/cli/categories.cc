#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/article_text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using query::v1::CategoryCount;
using query::v1::ListCategoriesResponse;
using query::v1::QueryService;

struct Row {
  const CategoryCount* category;
  int depth;
};

// Appends the parts of `parent`, each followed by its own parts. A parent that is
// not listed counts as none, and a circle is cut.
void AppendParts(const ListCategoriesResponse& all, const std::set<std::string>& names,
                 const std::string& parent, int depth, std::set<std::string>& seen,
                 std::vector<Row>& rows) {
  for (const CategoryCount& category : all.categories()) {
    const std::string& name = category.category().name();
    const std::string& own = category.category().parent();
    const bool is_part = names.count(own) > 0 ? own == parent : parent.empty();
    if (!is_part || !seen.insert(name).second) continue;
    rows.push_back({&category, depth});
    AppendParts(all, names, name, depth + 1, seen, rows);
  }
}

std::vector<Row> Tree(const ListCategoriesResponse& all) {
  std::set<std::string> names;
  for (const CategoryCount& category : all.categories()) names.insert(category.category().name());
  std::set<std::string> seen;
  std::vector<Row> rows;
  AppendParts(all, names, "", 0, seen, rows);
  return rows;
}

void Print(const ListCategoriesResponse& all, Printer& out) {
  std::vector<std::string> slugs;
  int width = 0;
  const std::vector<Row> rows = Tree(all);
  for (const Row& row : rows) {
    slugs.push_back(absl::StrCat(std::string(static_cast<size_t>(2 * row.depth), ' '),
                                 LastPart(row.category->category().name())));
    width = std::max(width, DisplayWidth(slugs.back()));
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string count = absl::StrCat(rows[i].category->article_count());
    out.Text(std::string(count.size() < 7 ? 7 - count.size() : 0, ' ') + count, Style::kDim);
    out.Text(absl::StrCat("  ", Pad(slugs[i], width), "  "), Style::kBold);
    out.Line(OneLine(rows[i].category->category().title()));
  }
}

Outcome List(Session& session) {
  ASSIGN_OR_RETURN(const ListCategoriesResponse all,
                   Call(session, Service::kQuery, &QueryService::Stub::ListCategories,
                        query::v1::ListCategoriesRequest()));
  if (!session.settings.json) {
    Print(all, session.out);
    return ExitCode::kOk;
  }
  for (const CategoryCount& category : all.categories()) {
    RETURN_IF_ERROR(PrintJson(category, session.out));
  }
  return ExitCode::kOk;
}

}  // namespace

void AddCategories(CLI::App& app, Action& chosen) {
  CLI::App* command =
      app.add_subcommand("categories", "List categories and how many articles they hold");
  command->footer(
      "A category's count includes the categories that are part of it.\n"
      "\nExamples:\n"
      "  broadsheet categories\n"
      "  broadsheet --json categories | jq -r '[.category.name, .articleCount] | @tsv'");
  command->callback([&chosen] { chosen = List; });
}

}  // namespace broadsheet::cli
