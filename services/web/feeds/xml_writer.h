// XML documents, well-formed whatever text goes in.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

struct _xmlBuffer;
struct _xmlTextWriter;

namespace broadsheet::web {

using XmlAttributes = std::initializer_list<std::pair<const char*, std::string>>;

// Writes UTF-8; characters that XML 1.0 can't hold are left out. Not thread-safe.
class XmlWriter {
 public:
  XmlWriter();
  ~XmlWriter();
  XmlWriter(const XmlWriter&) = delete;
  XmlWriter& operator=(const XmlWriter&) = delete;

  // Attributes without a value are left out.
  void Start(const char* name, XmlAttributes attributes = {});
  void End();
  // An element that holds text only.
  void Element(const char* name, const std::string& text, XmlAttributes attributes = {});

  // Ends what is open, and the document. Call once.
  std::string Finish();

 private:
  std::unique_ptr<_xmlBuffer, void (*)(_xmlBuffer*)> buffer_;
  std::unique_ptr<_xmlTextWriter, void (*)(_xmlTextWriter*)> writer_;
};

// `text` (UTF-8) without the characters that XML 1.0 forbids: most control
// characters, U+FFFE and U+FFFF. Thread-safe.
std::string WithoutForbiddenCharacters(const std::string& text);

}  // namespace broadsheet::web
