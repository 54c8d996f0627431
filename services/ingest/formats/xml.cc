#include "ingest/formats/xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/formats/xml_limits.h"

namespace broadsheet::ingest {
namespace {

const xmlChar* Xml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }
const char* Chars(const xmlChar* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

std::string TakeString(xmlChar* text) {
  std::string result = Chars(text);
  xmlFree(text);
  return result;
}

// An entity of HTML, such as &nbsp;, made to look like one of XML's own five.
struct HtmlEntity {
  std::string name;
  std::string text;
  xmlEntity entity = {};
};

xmlEntityPtr FindEntity(void* context, const xmlChar* name) {
  thread_local std::map<std::string, std::unique_ptr<HtmlEntity>> known;
  const htmlEntityDesc* description = htmlEntityLookup(name);
  if (description == nullptr) return xmlSAX2GetEntity(context, name);
  auto& held = known[Chars(name)];
  if (held == nullptr) {
    held = std::make_unique<HtmlEntity>();
    held->name = Chars(name);
    xmlChar utf8[8] = {};
    xmlCopyCharMultiByte(utf8, static_cast<int>(description->value));
    held->text = Chars(utf8);
    held->entity.type = XML_ENTITY_DECL;
    held->entity.name = Xml(held->name.c_str());
    held->entity.content = reinterpret_cast<xmlChar*>(held->text.data());
    held->entity.length = static_cast<int>(held->text.size());
    held->entity.etype = XML_INTERNAL_PREDEFINED_ENTITY;
  }
  return &held->entity;
}

// What we watch while libxml2 reads. It has no limits of its own here: a text in a
// feed may be larger than it would let one be.
struct Watch {
  // Namespace declarations of each open element, and of all.
  std::vector<size_t> open;
  size_t namespaces = 0;
  // Why the parser was stopped.
  std::string refused;

  static Watch& Of(xmlParserCtxtPtr parser) { return *static_cast<Watch*>(parser->_private); }
};

void Refuse(xmlParserCtxtPtr parser, std::string reason) {
  Watch::Of(parser).refused = std::move(reason);
  xmlStopParser(parser);
}

void RefuseEntity(void* context, const xmlChar* name, int, const xmlChar*, const xmlChar*,
                  xmlChar*) {
  Refuse(static_cast<xmlParserCtxtPtr>(context),
         absl::StrCat("the document declares an entity, \"", Chars(name), "\""));
}

void StartElement(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                  int namespaces_count, const xmlChar** namespaces, int attributes_count,
                  int defaulted_count, const xmlChar** attributes) {
  // Our walks, and some of libxml2's, are recursive.
  constexpr size_t kMaxDepth = 256;
  // Each name is looked for among all that hold.
  constexpr size_t kMaxNamespaces = 500;
  auto* parser = static_cast<xmlParserCtxtPtr>(context);
  Watch& watch = Watch::Of(parser);
  watch.open.push_back(static_cast<size_t>(namespaces_count));
  watch.namespaces += watch.open.back();
  if (watch.open.size() > kMaxDepth || watch.namespaces > kMaxNamespaces) {
    const bool deep = watch.open.size() > kMaxDepth;
    return Refuse(parser, absl::StrCat("line ", xmlSAX2GetLineNumber(parser), ": more than ",
                                       deep ? kMaxDepth : kMaxNamespaces,
                                       deep ? " elements nested" : " namespace declarations"));
  }
  xmlSAX2StartElementNs(context, name, prefix, uri, namespaces_count, namespaces, attributes_count,
                        defaulted_count, attributes);
}

void EndElement(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri) {
  Watch& watch = Watch::Of(static_cast<xmlParserCtxtPtr>(context));
  watch.namespaces -= watch.open.back();
  watch.open.pop_back();
  xmlSAX2EndElementNs(context, name, prefix, uri);
}

// Characters that XML forbids are blanks here: feeds let them slip in.
std::string WithoutControls(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r') c = ' ';
  }
  return clean;
}

absl::Status ParseError(xmlParserCtxtPtr parser) {
  const std::string& refused = Watch::Of(parser).refused;
  if (!refused.empty()) return absl::InvalidArgumentError(refused);
  const xmlError* error = xmlCtxtGetLastError(parser);
  if (error == nullptr) return absl::InvalidArgumentError("not XML");
  return absl::InvalidArgumentError(
      absl::StrCat("line ", error->line, ", column ", error->int2, ": ",
                   absl::StripAsciiWhitespace(error->message == nullptr ? "" : error->message)));
}

void AppendText(const xmlNode* node, std::string& out) {
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
      out += Chars(child->content);
    } else if (child->type == XML_ELEMENT_NODE) {
      AppendText(child, out);
    }
  }
}

std::string Dump(const xmlNode* node) {
  const std::unique_ptr<xmlBuffer, decltype(&xmlBufferFree)> buffer(xmlBufferCreate(),
                                                                    &xmlBufferFree);
  xmlNodeDump(buffer.get(), node->doc, const_cast<xmlNode*>(node), 0, 0);
  return Chars(xmlBufferContent(buffer.get()));
}

}  // namespace

std::string_view XmlElement::name() const { return Chars(node_->name); }

std::string_view XmlElement::ns() const {
  return node_->ns == nullptr ? "" : Chars(node_->ns->href);
}

long XmlElement::line() const { return xmlGetLineNo(node_); }

std::string XmlElement::Attribute(std::string_view name) const {
  for (const xmlAttr* attribute = node_->properties; attribute != nullptr;
       attribute = attribute->next) {
    if (name != Chars(attribute->name)) continue;
    std::string value;
    AppendText(reinterpret_cast<const xmlNode*>(attribute), value);
    return value;
  }
  return "";
}

std::string XmlElement::Text() const {
  std::string text;
  AppendText(node_, text);
  return text;
}

std::string XmlElement::InnerMarkup() const {
  std::string markup;
  for (const xmlNode* child = node_->children; child != nullptr; child = child->next) {
    markup += Dump(child);
  }
  return markup;
}

std::string XmlElement::Markup() const { return Dump(node_); }

std::string XmlElement::Base() const { return TakeString(xmlNodeGetBase(node_->doc, node_)); }

std::string XmlElement::Language() const { return TakeString(xmlNodeGetLang(node_)); }

std::vector<XmlElement> XmlElement::Children() const {
  std::vector<XmlElement> children;
  for (const xmlNode* child = node_->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) children.emplace_back(child);
  }
  return children;
}

std::vector<XmlElement> XmlElement::Children(std::string_view ns, std::string_view name) const {
  std::vector<XmlElement> children = Children();
  std::erase_if(children,
                [&](const XmlElement& child) { return child.name() != name || child.ns() != ns; });
  return children;
}

std::string XmlElement::ChildText(std::string_view ns, std::string_view name) const {
  const std::vector<XmlElement> children = Children(ns, name);
  if (children.empty()) return "";
  return std::string(absl::StripAsciiWhitespace(children[0].Text()));
}

absl::StatusOr<XmlDocument> XmlDocument::Parse(std::string_view utf8, const std::string& uri) {
  static const bool initialised = (xmlInitParser(), true);
  (void)initialised;
  const size_t start = std::min(utf8.find_first_not_of(" \t\r\n"), utf8.size());
  const std::string clean = WithoutControls(utf8.substr(start));
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(xmlNewParserCtxt(),
                                                                            &xmlFreeParserCtxt);
  RETURN_IF_ERROR(CheckXmlAttributes(clean));
  Watch watch;
  parser->_private = &watch;
  parser->sax->getEntity = FindEntity;
  parser->sax->entityDecl = RefuseEntity;
  parser->sax->startElementNs = StartElement;
  parser->sax->endElementNs = EndElement;
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                           XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE | XML_PARSE_BIG_LINES;
  XmlDocument document(xmlCtxtReadMemory(parser.get(), clean.data(), static_cast<int>(clean.size()),
                                         uri.empty() ? nullptr : uri.c_str(), "UTF-8", kOptions));
  if (document.document_ == nullptr || !watch.refused.empty()) return ParseError(parser.get());
  if (xmlDocGetRootElement(document.document_.get()) == nullptr) {
    return absl::InvalidArgumentError("an XML document without an element");
  }
  return document;
}

XmlElement XmlDocument::root() const { return XmlElement(xmlDocGetRootElement(document_.get())); }

void XmlDocument::Free::operator()(_xmlDoc* document) const { xmlFreeDoc(document); }

}  // namespace broadsheet::ingest
