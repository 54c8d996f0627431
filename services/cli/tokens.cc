#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/arguments.h"
#include "cli/callers_file.h"
#include "cli/commands.h"
#include "cli/text.h"
#include "cli/times.h"
#include "common/auth/token_list.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

struct Options {
  std::string file;
  std::string name;
  std::string role;
  std::string expires;
  Quota quota;
  std::string out;
};

std::string ExpiryText(const TokenEntry& entry) {
  return entry.expire_time == absl::InfiniteFuture() ? "never" : Moment(ToProto(entry.expire_time));
}

auto Named(std::vector<TokenEntry>& entries, const std::string& name) {
  return std::find_if(entries.begin(), entries.end(),
                      [&](const TokenEntry& entry) { return entry.name == name; });
}

Outcome Create(Session& session, const Options& options) {
  const std::string token = NewToken();
  TokenEntry entry{options.name, *ParseRole(options.role), TokenDigest(token)};
  entry.quota = options.quota;
  if (!options.expires.empty()) {
    entry.expire_time = session.clock.Now() + *ParsePositiveDuration(options.expires);
  }
  RETURN_IF_ERROR(ChangeCallers(options.file, [&](std::vector<TokenEntry>& entries) {
    if (Named(entries, options.name) != entries.end()) {
      return absl::AlreadyExistsError(
          absl::StrCat("'", options.name, "' has a token in ", options.file, ": revoke it first"));
    }
    entries.push_back(entry);
    return options.out.empty() ? absl::OkStatus() : WriteNewSecret(options.out, token);
  }));
  session.err.Line(absl::StrCat(options.name, ": ", options.role, ", expires: ", ExpiryText(entry),
                                ". The token is ",
                                options.out.empty() ? "shown this once:" : "in " + options.out));
  if (options.out.empty()) session.out.Line(token);
  return ExitCode::kOk;
}

void Print(const TokenEntry& entry, int width, Session& session) {
  if (session.settings.json) {
    nlohmann::json json = {{"name", entry.name}, {"role", RoleName(entry.role)}};
    if (entry.expire_time != absl::InfiniteFuture()) {
      json["expireTime"] =
          absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", entry.expire_time, absl::UTCTimeZone());
    }
    if (const std::string quota = QuotaText(entry.quota); !quota.empty()) json["quota"] = quota;
    return session.out.Line(json.dump());
  }
  session.out.Text(Pad(entry.name, width), Style::kBold);
  session.out.Text(absl::StrCat("  ", Pad(RoleName(entry.role), 6), "  "));
  const bool has_expired = entry.expire_time <= session.clock.Now();
  session.out.Text(absl::StrCat(has_expired ? "expired: " : "expires: ", ExpiryText(entry)),
                   has_expired ? Style::kError : Style::kDim);
  session.out.Line(entry.quota == Quota() ? "" : absl::StrCat("  ", QuotaText(entry.quota)),
                   Style::kDim);
}

Outcome List(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<TokenEntry> entries, ReadCallers(options.file));
  int width = 0;
  for (const TokenEntry& entry : entries) width = std::max(width, DisplayWidth(entry.name));
  for (const TokenEntry& entry : entries) Print(entry, width, session);
  if (entries.empty() && !session.settings.json) {
    session.err.Line("Nobody has a token.", Style::kDim);
  }
  return ExitCode::kOk;
}

Outcome Revoke(Session& session, const Options& options) {
  RETURN_IF_ERROR(ChangeCallers(options.file, [&](std::vector<TokenEntry>& entries) {
    const auto entry = Named(entries, options.name);
    if (entry == entries.end()) {
      return absl::NotFoundError(
          absl::StrCat("nobody named '", options.name, "' has a token in ", options.file));
    }
    entries.erase(entry);
    return absl::OkStatus();
  }));
  if (!session.settings.json) session.out.Line(absl::StrCat("revoked ", options.name));
  return ExitCode::kOk;
}

CLI::App* AddOne(CLI::App& group, const char* name, const char* help, const char* examples,
                 Outcome (*run)(Session&, const Options&), const std::shared_ptr<Options>& options,
                 Action& chosen) {
  CLI::App* command = group.add_subcommand(name, help);
  command->add_option("--callers-file", options->file, "The services' list of who may call")
      ->envname("BROADSHEET_CALLERS_FILE")
      ->type_name("FILE")
      ->required();
  command->footer(examples);
  command->callback([options, run, &chosen] {
    chosen = [options, run](Session& session) { return run(session, *options); };
  });
  return command;
}

void AddLimit(CLI::App& command, const char* name, const char* help,
              std::optional<int64_t>& limit) {
  command
      .add_option_function<std::string>(
          name, [&limit](const std::string& text) { limit = *ParseQuotaLimit(text); }, help)
      ->type_name("N|unlimited")
      ->check([](const std::string& text) {
        return std::string(ParseQuotaLimit(text).status().message());
      });
}

void AddName(CLI::App& command, Options& options) {
  command.add_option("NAME", options.name, "Whose token it is")
      ->check([](const std::string& name) { return std::string(CheckTokenName(name).message()); })
      ->required();
}

}  // namespace

void AddTokens(CLI::App& app, Action& chosen) {
  CLI::App* group = app.add_subcommand("tokens", "Say who may call the services");
  group->footer(
      "Tokens are kept as digests in the file that the services have as --callers_file. They look\n"
      "at it again within a second: nothing needs a restart. Readers read; writers push, too;\n"
      "editors also edit, delete and look after what was refused; admins may do everything.\n"
      "\nExamples:\n"
      "  broadsheet tokens create desk --role editor --callers-file callers --out desk.token\n"
      "  broadsheet --token-file desk.token rejects list\n"
      "  broadsheet tokens revoke desk --callers-file callers");
  auto created = std::make_shared<Options>();
  CLI::App* create = AddOne(*group, "create", "Make a token, and print it",
                            "Examples:\n"
                            "  broadsheet tokens create ci --role writer --expires 90d "
                            "--callers-file callers --out ci.token\n"
                            "  broadsheet tokens create partner --role reader "
                            "--requests-per-minute 600 --callers-file callers --out partner.token",
                            Create, created, chosen);
  AddName(*create, *created);
  create->add_option("--role", created->role, "What its holder may do")
      ->type_name("ROLE")
      ->check(OneOf({"reader", "writer", "editor", "admin"}))
      ->required();
  create
      ->add_option("--expires", created->expires,
                   "How long it is good for: 90d (default: for good)")
      ->type_name("DURATION")
      ->check(CheckDuration);
  AddLimit(*create, "--requests-per-minute", "Calls and messages that its holder may send",
           created->quota.requests_per_minute);
  AddLimit(*create, "--bytes-per-minute", "Their size", created->quota.bytes_per_minute);
  AddLimit(*create, "--open-streams", "Streams at a time", created->quota.open_streams);
  create->add_option("--out", created->out, "Write the token to this new file, for your eyes alone")
      ->type_name("FILE");
  AddOne(*group, "list", "List who has a token",
         "Examples:\n"
         "  broadsheet tokens list --callers-file callers",
         List, std::make_shared<Options>(), chosen);
  auto revoked = std::make_shared<Options>();
  AddName(*AddOne(*group, "revoke", "Make a token worthless",
                  "Examples:\n"
                  "  broadsheet tokens revoke ci --callers-file callers",
                  Revoke, revoked, chosen),
          *revoked);
}

}  // namespace broadsheet::cli
