#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/arguments.h"
#include "cli/backup/archive_export.h"
#include "cli/backup/archive_import.h"
#include "cli/commands.h"

namespace broadsheet::cli {
namespace {

void AddArchiveExport(CLI::App& group, Action& chosen) {
  auto filter = std::make_shared<FilterOptions>();
  CLI::App* command = group.add_subcommand("export", "Write the record to standard output");
  command
      ->add_option("-c,--category", filter->categories,
                   "Only what is filed under this category or a part of it (any of)")
      ->type_name("SLUG")
      ->allow_extra_args(false);
  command->add_option("-s,--source", filter->sources, "Only what this site published (any of)")
      ->type_name("URI")
      ->allow_extra_args(false);
  command
      ->add_option("--since", filter->since,
                   "Only from this year, month, day or moment on, or 7d ago")
      ->type_name("TIME")
      ->check(CheckTime);
  command
      ->add_option("--until", filter->until, "Only to the end of this year, month, day or moment")
      ->type_name("TIME")
      ->check(CheckTime);
  command->footer(
      "An article that the options mean comes with all of its revisions, whatever these say. One\n"
      "that is redacted wholly has neither category nor source. All categories come along. A file\n"
      "whose last line is no end was cut off.\n"
      "\nExamples:\n"
      "  broadsheet archive export > archive.jsonl\n"
      "  broadsheet archive export --category tech --since 2026-01 | gzip > tech.jsonl.gz");
  command->callback([filter, &chosen] {
    chosen = [filter](Session& session) { return ExportArchive(session, *filter); };
  });
}

void AddArchiveImport(CLI::App& group, Action& chosen) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = group.add_subcommand("import", "Take in what was exported elsewhere");
  command->add_option("FILE", *file, "What archive export wrote; - is standard input")->required();
  command->footer(
      "What is here already is left as it is: run it again where it was interrupted, or with a\n"
      "later export. What can't be taken is told with its line, costs nothing but itself (exit\n"
      "status 5), and is not kept: an article whose key, path or history is another's here, or a\n"
      "line that is damaged. Digests tell that a line is as it was written, not who wrote it: its\n"
      "HTML is shown as it is. Take in only what you would let write to storage.\n"
      "\nExamples:\n"
      "  broadsheet archive import archive.jsonl\n"
      "  zcat tech.jsonl.gz | broadsheet archive import -");
  command->callback([file, &chosen] {
    chosen = [file](Session& session) { return ImportArchive(session, *file); };
  });
}

}  // namespace

void AddArchive(CLI::App& app, Action& chosen) {
  CLI::App* group = app.add_subcommand("archive", "Move articles between installations");
  group->footer(
      "With names, all revisions, times, actors, deletions, keys and categories, so that\n"
      "deploy/compare finds the same; of what was redacted, that it was. This is not `broadsheet\n"
      "import`, by which ingest takes in articles of others as new ones. Feeds and rejects stay:\n"
      "see `broadsheet feeds export`. Both need the admin's role.\n"
      "\nExamples:\n"
      "  broadsheet archive export > archive.jsonl\n"
      "  broadsheet archive import archive.jsonl");
  AddArchiveExport(*group, chosen);
  AddArchiveImport(*group, chosen);
}

}  // namespace broadsheet::cli
