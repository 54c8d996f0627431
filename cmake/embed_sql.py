#!/usr/bin/env python3
"""Writes a service's generated sql.h; see EmbedSql.cmake.

usage: embed_sql.py NAMESPACE SERVICE_DIR OUTPUT
"""
import pathlib
import re
import sys


def constant(stem):
    return "k" + "".join(word.capitalize() for word in stem.split("_"))


def statement(path):
    return (f"inline constexpr postgres::Statement {constant(path.stem)}{{\n"
            f"    \"{path.stem}\", R\"sql({path.read_text()})sql\"}};\n\n")


def migration(path):
    sql = path.read_text()
    oldest_binary = re.search(r"^-- oldest_binary: (\d+)$", sql, re.MULTILINE)
    version = re.match(r"(\d+)_", path.stem)
    if not version or not oldest_binary:
        sys.exit(f"{path}: must be named NNNN_noun.sql and have a line '-- oldest_binary: N'")
    return (f"    {{{int(version[1])}, {int(oldest_binary[1])}, \"{path.stem}\",\n"
            f"     R\"sql({sql})sql\"}},\n")


def main(namespace, service_dir, output):
    service = pathlib.Path(service_dir)
    text = ("// Generated from the .sql files; see cmake/EmbedSql.cmake.\n#pragma once\n\n"
            "#include \"common/postgres/migration.h\"\n"
            "#include \"common/postgres/statement.h\"\n\n"
            f"namespace {namespace}::sql {{\n\n")
    for path in sorted(service.glob("sql/*.sql")):
        text += statement(path)
    migrations = sorted(service.glob("migrations/*.sql"))
    if migrations:
        text += "inline constexpr postgres::Migration kMigrations[] = {\n"
        text += "".join(migration(path) for path in migrations)
        text += "};\n\n"
    text += f"}}  // namespace {namespace}::sql\n"
    pathlib.Path(output).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(output).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
