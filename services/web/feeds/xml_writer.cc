#include "web/feeds/xml_writer.h"

#include <libxml/xmlwriter.h>

#include "absl/strings/str_replace.h"

namespace broadsheet::web {
namespace {

const xmlChar* ToXml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

bool IsAllowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string WithoutForbiddenCharacters(const std::string& text) {
  std::string allowed;
  allowed.reserve(text.size());
  for (char c : text) {
    if (IsAllowed(c)) allowed.push_back(c);
  }
  return absl::StrReplaceAll(allowed, {{"\xEF\xBF\xBE", ""}, {"\xEF\xBF\xBF", ""}});
}

XmlWriter::XmlWriter()
    : buffer_(xmlBufferCreate(), &xmlBufferFree),
      writer_(xmlNewTextWriterMemory(buffer_.get(), 0), &xmlFreeTextWriter) {
  xmlTextWriterSetIndent(writer_.get(), 1);
  xmlTextWriterStartDocument(writer_.get(), "1.0", "UTF-8", nullptr);
}

XmlWriter::~XmlWriter() = default;

void XmlWriter::Start(const char* name, XmlAttributes attributes) {
  xmlTextWriterStartElement(writer_.get(), ToXml(name));
  for (const auto& [key, value] : attributes) {
    if (value.empty()) continue;
    xmlTextWriterWriteAttribute(writer_.get(), ToXml(key),
                                ToXml(WithoutForbiddenCharacters(value).c_str()));
  }
}

void XmlWriter::End() { xmlTextWriterEndElement(writer_.get()); }

void XmlWriter::Element(const char* name, const std::string& text, XmlAttributes attributes) {
  Start(name, attributes);
  xmlTextWriterWriteString(writer_.get(), ToXml(WithoutForbiddenCharacters(text).c_str()));
  End();
}

std::string XmlWriter::Finish() {
  xmlTextWriterEndDocument(writer_.get());
  writer_.reset();
  return {reinterpret_cast<const char*>(xmlBufferContent(buffer_.get())),
          static_cast<size_t>(xmlBufferLength(buffer_.get()))};
}

}  // namespace broadsheet::web
