#!/usr/bin/env python3
"""Writes web/assets.h: the templates and static files as parts of the binary.

usage: embed_assets.py SERVICE_DIR OUTPUT
"""
import pathlib
import sys


def table(name, directory):
    text = f"inline constexpr File {name}[] = {{\n"
    for path in sorted(directory.iterdir()):
        text += f"    {{\"{path.name}\", R\"asset({path.read_text()})asset\"}},\n"
    return text + "};\n\n"


def main(service_dir, output):
    service = pathlib.Path(service_dir)
    text = ("// Generated from templates/ and static/ by embed_assets.py.\n#pragma once\n\n"
            "#include <string_view>\n\n"
            "namespace broadsheet::web::assets {\n\n"
            "struct File {\n  std::string_view name;\n  std::string_view content;\n};\n\n")
    text += table("kTemplates", service / "templates")
    text += table("kStatic", service / "static")
    text += "}  // namespace broadsheet::web::assets\n"
    pathlib.Path(output).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(output).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
