#include "common/postgres/rows.h"

#include <libpq-fe.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "common/hex.h"

namespace broadsheet::postgres {
namespace {

[[noreturn]] void Mismatch(std::string_view value, const char* type) {
  std::fprintf(stderr, "a statement answered '%.*s' where %s is expected\n",
               static_cast<int>(value.size()), value.data(), type);
  std::abort();
}

// The next element of an array literal, from `i` on, which is moved behind it.
std::string NextElement(std::string_view array, size_t& i) {
  std::string element;
  const bool quoted = array[i] == '"';
  if (quoted) ++i;
  while (i < array.size() && (quoted ? array[i] != '"' : array[i] != ',' && array[i] != '}')) {
    if (array[i] == '\\') ++i;
    element.push_back(array[i++]);
  }
  if (quoted) ++i;
  return element;
}

}  // namespace

int Rows::size() const { return result_ ? PQntuples(result_.get()) : 0; }

int64_t Rows::affected() const {
  int64_t count = 0;
  // libpq only reads the result.
  if (result_) (void)absl::SimpleAtoi(PQcmdTuples(const_cast<PGresult*>(result_.get())), &count);
  return count;
}

bool Rows::IsNull(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) == 1;
}

std::string_view Rows::Text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<size_t>(PQgetlength(result_.get(), row, column))};
}

int64_t Rows::Int(int row, int column) const {
  int64_t value;
  const std::string_view text = Text(row, column);
  if (!absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &value)) {
    Mismatch(text, "an integer");
  }
  return value;
}

double Rows::Double(int row, int column) const {
  double value;
  const std::string_view text = Text(row, column);
  if (!absl::SimpleAtod(absl::string_view(text.data(), text.size()), &value)) {
    Mismatch(text, "a number");
  }
  return value;
}

bool Rows::Bool(int row, int column) const { return Text(row, column) == "t"; }

std::string Rows::Bytes(int row, int column) const {
  const std::string_view text = Text(row, column);
  if (!text.starts_with("\\x")) Mismatch(text, "bytea");
  std::optional<std::string> bytes = HexToBytes(text.substr(2));
  if (!bytes) Mismatch(text, "bytea");
  return *std::move(bytes);
}

absl::Time Rows::Time(int row, int column) const {
  std::string text = String(row, column);
  if (text == "infinity") return absl::InfiniteFuture();
  if (text == "-infinity") return absl::InfinitePast();
  absl::Time time;
  std::string error;
  // Sessions run in UTC: the offset is always "+00".
  if (!text.ends_with("+00") ||
      !absl::ParseTime("%E4Y-%m-%d %H:%M:%E*S", text.substr(0, text.size() - 3), &time, &error)) {
    Mismatch(text, "a time");
  }
  return time;
}

std::optional<absl::Time> Rows::OptionalTime(int row, int column) const {
  if (IsNull(row, column)) return std::nullopt;
  return Time(row, column);
}

std::optional<int64_t> Rows::OptionalInt(int row, int column) const {
  if (IsNull(row, column)) return std::nullopt;
  return Int(row, column);
}

std::vector<std::string> Rows::TextArray(int row, int column) const {
  std::vector<std::string> values;
  if (IsNull(row, column)) return values;
  const std::string_view array = Text(row, column);
  if (array == "{}") return values;
  for (size_t i = 1; i < array.size(); ++i) values.push_back(NextElement(array, i));
  return values;
}

}  // namespace broadsheet::postgres
