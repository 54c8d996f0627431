#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/import_stream.h"
#include "cli/json.h"
#include "cli/results.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::ImportHeader;
using ingest::v1::ImportProgress;

struct Options {
  std::vector<std::string> files;
  std::vector<std::string> categories;
  std::string format;
  std::string site;
  bool wait = false;
};

// "wxr" for FORMAT_WXR.
ImportHeader::Format FormatOf(const std::string& name) {
  ImportHeader::Format format = ImportHeader::FORMAT_UNSPECIFIED;
  ImportHeader::Format_Parse(absl::StrCat("FORMAT_", absl::AsciiStrToUpper(name)), &format);
  return format;
}

ImportHeader Header(const Options& options) {
  ImportHeader header;
  header.set_format(FormatOf(options.format));
  header.set_site_uri(options.site);
  for (const std::string& name : CategoryNames(options.categories)) {
    header.add_default_categories(name);
  }
  return header;
}

Outcome Interrupted(Session& session, const std::string& file, const ImportProgress& progress) {
  if (session.settings.json) RETURN_IF_ERROR(PrintJson(progress, session.out));
  session.err.Line(absl::StrCat("broadsheet import: ", file, ": ", InterruptedText(progress)),
                   Style::kError);
  return ExitCode::kInterrupted;
}

// One file that fails does not keep the others out, unless ingest is away.
Outcome Import(Session& session, const Options& options) {
  ingest::v1::IngestCounts all;
  absl::Status first_error;
  ImportProgress last;
  for (const std::string& file : options.files) {
    const absl::StatusOr<Imported> done = ImportFile(session, file, Header(options));
    if (done.ok()) {
      last = done->progress;
      if (done->interrupted) return Interrupted(session, file, last);
      all.set_rejected(all.rejected() + last.counts().rejected());
      RETURN_IF_ERROR(PrintImported(session, file, last));
      continue;
    }
    if (CodeOf(done.status()) == ExitCode::kUnavailable || options.files.size() == 1) {
      return done.status();
    }
    session.err.Line(absl::StrCat("broadsheet import: ", Describe(done.status())), Style::kError);
    first_error.Update(done.status());
  }
  if (options.wait && last.has_read_after()) {
    RETURN_IF_ERROR(WaitUntilReadable(session, last.read_after()));
  }
  if (all.rejected() > 0 && !session.settings.json) {
    session.out.Line("See what was refused, and why: broadsheet rejects list", Style::kDim);
  }
  return first_error.ok() ? CodeOf(all) : ExitCode::kFailed;
}

}  // namespace

void AddImport(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("import", "Take in files of articles, or of feeds");
  command->add_option("FILE", options->files, "Files to take in; - is standard input")->required();
  command
      ->add_option("-f,--format", options->format,
                   "How it is written: told by its first bytes; RSS, Atom or JSON Feed;\n"
                   "an Article in ProtoJSON a line; an export of WordPress, Ghost or\n"
                   "Substack; or a list of feeds to poll")
      ->check(OneOf({"auto", "feed", "jsonl", "wxr", "ghost", "substack", "opml"}))
      ->type_name("auto|feed|jsonl|wxr|ghost|substack|opml");
  command
      ->add_option("--site", options->site,
                   "Where the site is that it comes from; exports of Ghost and\n"
                   "Substack do not say")
      ->type_name("URL");
  command->add_option("-c,--category", options->categories, "File every article under this too")
      ->type_name("SLUG")
      ->allow_extra_args(false);
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "Importing a file again is safe: what the archive holds already is left unchanged.\n"
      "So what Ctrl-C or a broken connection ended goes on when it is run again.\n"
      "What can't be taken is kept; see `broadsheet rejects`. Exit status 5 says there is some.\n"
      "\nExamples:\n"
      "  broadsheet import export.xml\n"
      "  broadsheet import --site https://bay.example my-blog.ghost.json\n"
      "  broadsheet import --category tech 2026-*.jsonl\n"
      "  curl -s https://news.example/feed | broadsheet import --format feed -");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Import(session, *options); };
  });
}

}  // namespace broadsheet::cli
