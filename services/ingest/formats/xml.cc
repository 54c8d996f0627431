#include "ingest/formats/xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/formats/feed_namespaces.h"
#include "ingest/formats/xml_limits.h"
#include "ingest/formats/xml_repair.h"

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

// An entity that stands for characters alone, made to look like one of XML's own five.
struct CharacterEntity {
  CharacterEntity(std::string entity_name, std::string entity_text)
      : name(std::move(entity_name)), text(std::move(entity_text)) {
    entity.type = XML_ENTITY_DECL;
    entity.name = Xml(name.c_str());
    entity.content = reinterpret_cast<xmlChar*>(text.data());
    entity.length = static_cast<int>(text.size());
    entity.etype = XML_INTERNAL_PREDEFINED_ENTITY;
  }
  // libxml2 leaves the text as it was declared there.
  ~CharacterEntity() { xmlFree(entity.orig); }
  CharacterEntity(const CharacterEntity&) = delete;
  CharacterEntity& operator=(const CharacterEntity&) = delete;

  std::string name;
  std::string text;
  xmlEntity entity = {};
};

using CharacterEntities = std::map<std::string, std::unique_ptr<CharacterEntity>>;

// What we watch while libxml2 reads. It has no limits of its own here: a text in a
// feed may be larger than it would let one be.
struct Watch {
  // Namespace declarations of each open element, and of all.
  std::vector<size_t> open;
  size_t namespaces = 0;
  // What the document declares.
  CharacterEntities entities;
  // Why the parser was stopped.
  std::string refused;

  static Watch& Of(xmlParserCtxtPtr parser) { return *static_cast<Watch*>(parser->_private); }
};

xmlEntityPtr FindEntity(void* context, const xmlChar* name) {
  thread_local CharacterEntities html;
  Watch& watch = Watch::Of(static_cast<xmlParserCtxtPtr>(context));
  if (const auto own = watch.entities.find(Chars(name)); own != watch.entities.end()) {
    return &own->second->entity;
  }
  const htmlEntityDesc* description = htmlEntityLookup(name);
  if (description == nullptr) return xmlSAX2GetEntity(context, name);
  auto& held = html[Chars(name)];
  if (held == nullptr) {
    xmlChar utf8[8] = {};
    xmlCopyCharMultiByte(utf8, static_cast<int>(description->value));
    held = std::make_unique<CharacterEntity>(Chars(name), Chars(utf8));
  }
  return &held->entity;
}

void Refuse(xmlParserCtxtPtr parser, std::string reason) {
  Watch::Of(parser).refused = std::move(reason);
  xmlStopParser(parser);
}

// Takes an entity of a few characters, as "&#160;". One that could refer to others, to
// files, or make much of little is refused.
void TakeEntity(void* context, const xmlChar* name, int type, const xmlChar*, const xmlChar*,
                xmlChar* content) {
  constexpr size_t kMaxBytes = 32;
  constexpr size_t kMaxEntities = 500;
  auto* parser = static_cast<xmlParserCtxtPtr>(context);
  CharacterEntities& known = Watch::Of(parser).entities;
  const std::string text = Chars(content);
  const bool harmless = type == XML_INTERNAL_GENERAL_ENTITY && text.size() <= kMaxBytes &&
                        text.find_first_of("<&%") == std::string::npos &&
                        known.size() < kMaxEntities;
  if (!harmless) {
    return Refuse(parser, absl::StrCat("the document declares an entity, \"", Chars(name), "\""));
  }
  // The first declaration holds, as in XML.
  auto& held = known[Chars(name)];
  if (held == nullptr) held = std::make_unique<CharacterEntity>(Chars(name), text);
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
  // Pairs of prefix and URI.
  std::vector<const xmlChar*> declared(namespaces, namespaces + 2 * namespaces_count);
  for (size_t i = 1; i < declared.size(); i += 2) {
    declared[i] = Xml(FeedNamespace(Chars(declared[i])));
  }
  if (uri != nullptr) uri = Xml(FeedNamespace(Chars(uri)));
  if (uri == nullptr && prefix != nullptr) {
    if (const char* meant = FeedNamespaceOfPrefix(Chars(prefix))) {
      uri = Xml(meant);
      declared.push_back(prefix);
      declared.push_back(uri);
    }
  }
  xmlSAX2StartElementNs(context, name, prefix, uri, static_cast<int>(declared.size() / 2),
                        declared.data(), attributes_count, defaulted_count, attributes);
}

void EndElement(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri) {
  Watch& watch = Watch::Of(static_cast<xmlParserCtxtPtr>(context));
  watch.namespaces -= watch.open.back();
  watch.open.pop_back();
  xmlSAX2EndElementNs(context, name, prefix, uri);
}

// Characters that XML forbids are blanks here: feeds let them slip in.
std::string WithoutControls(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r') c = ' ';
  }
  return text;
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

// Elements of a prefix that is not declared keep it in their name.
std::string_view LocalName(const xmlNode* node) {
  const std::string_view name = Chars(node->name);
  return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
}

bool IsVoidHtml(std::string_view name) {
  static const auto* const kNames =
      new std::set<std::string_view>({"area", "base", "br", "col", "embed", "hr", "img", "input",
                                      "link", "meta", "source", "track", "wbr"});
  return kNames->contains(name);
}

void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

void AppendHtml(const xmlNode* node, std::string& out) {
  if (node->type == XML_TEXT_NODE) return AppendEscaped(Chars(node->content), out);
  // Markup in CDATA beside elements is markup.
  if (node->type == XML_CDATA_SECTION_NODE) return void(out += Chars(node->content));
  if (node->type != XML_ELEMENT_NODE) return;
  const std::string name(LocalName(node));
  absl::StrAppend(&out, "<", name);
  for (const xmlAttr* attribute = node->properties; attribute != nullptr;
       attribute = attribute->next) {
    absl::StrAppend(&out, " ", Chars(attribute->name), "=\"");
    std::string value;
    AppendText(reinterpret_cast<const xmlNode*>(attribute), value);
    AppendEscaped(value, out);
    out += '"';
  }
  out += '>';
  if (IsVoidHtml(name)) return;
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    AppendHtml(child, out);
  }
  absl::StrAppend(&out, "</", name, ">");
}

// Some escape their CDATA sections, mark and all.
std::string WithoutEscapedCdata(std::string text) {
  constexpr std::string_view kBegin = "<![CDATA[";
  constexpr std::string_view kEnd = "]]>";
  std::string_view inside = text;
  while (!inside.empty() && absl::ascii_isspace(inside.front())) inside.remove_prefix(1);
  while (!inside.empty() && absl::ascii_isspace(inside.back())) inside.remove_suffix(1);
  if (!inside.starts_with(kBegin) || !inside.ends_with(kEnd)) return text;
  return std::string(inside.substr(kBegin.size(), inside.size() - kBegin.size() - kEnd.size()));
}

}  // namespace

std::string_view XmlElement::name() const { return LocalName(node_); }

std::string_view XmlElement::ns() const {
  if (node_->ns == nullptr) return "";
  const std::string_view uri = Chars(node_->ns->href);
  return uri == kRssNs ? "" : uri;
}

bool XmlElement::IsNamed(std::string_view name) const {
  const std::string_view own = LocalName(node_);
  return absl::EqualsIgnoreCase({own.data(), own.size()}, {name.data(), name.size()});
}

long XmlElement::line() const { return xmlGetLineNo(node_); }

std::string XmlElement::Attribute(std::string_view name) const {
  for (const xmlAttr* attribute = node_->properties; attribute != nullptr;
       attribute = attribute->next) {
    if (!absl::EqualsIgnoreCase(Chars(attribute->name), {name.data(), name.size()})) continue;
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

std::string XmlElement::Html() const {
  if (Children().empty()) return WithoutEscapedCdata(Text());
  std::string html;
  for (const xmlNode* child = node_->children; child != nullptr; child = child->next) {
    AppendHtml(child, html);
  }
  return html;
}

std::string XmlElement::Markup() const {
  const std::unique_ptr<xmlBuffer, decltype(&xmlBufferFree)> buffer(xmlBufferCreate(),
                                                                    &xmlBufferFree);
  xmlNodeDump(buffer.get(), node_->doc, const_cast<xmlNode*>(node_), 0, 0);
  return Chars(xmlBufferContent(buffer.get()));
}

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
                [&](const XmlElement& child) { return !child.IsNamed(name) || child.ns() != ns; });
  return children;
}

std::string XmlElement::ChildText(std::string_view ns, std::string_view name) const {
  const std::vector<XmlElement> children = Children(ns, name);
  if (children.empty()) return "";
  return std::string(absl::StripAsciiWhitespace(WithoutEscapedCdata(children[0].Text())));
}

absl::StatusOr<XmlDocument> XmlDocument::Read(const std::string& clean, const std::string& uri,
                                              int options, bool* refused) {
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(xmlNewParserCtxt(),
                                                                            &xmlFreeParserCtxt);
  Watch watch;
  parser->_private = &watch;
  parser->sax->getEntity = FindEntity;
  parser->sax->entityDecl = TakeEntity;
  parser->sax->startElementNs = StartElement;
  parser->sax->endElementNs = EndElement;
  // UTF-8 is what it takes text for where nobody says: one that is told copies all of it.
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                           XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE | XML_PARSE_BIG_LINES;
  XmlDocument document(xmlCtxtReadMemory(parser.get(), clean.data(), static_cast<int>(clean.size()),
                                         uri.empty() ? nullptr : uri.c_str(), nullptr,
                                         kOptions | options));
  *refused = !watch.refused.empty();
  if (document.document_ == nullptr || *refused) return ParseError(parser.get());
  if (xmlDocGetRootElement(document.document_.get()) == nullptr) {
    return absl::InvalidArgumentError("an XML document without an element");
  }
  return document;
}

absl::StatusOr<XmlDocument> XmlDocument::Parse(std::string utf8, const std::string& uri) {
  static const bool initialised = (xmlInitParser(), true);
  (void)initialised;
  utf8.erase(0, utf8.find_first_not_of(" \t\r\n"));
  const std::string clean = WithoutControls(std::move(utf8));
  RETURN_IF_ERROR(CheckXmlAttributes(clean));
  bool refused = false;
  absl::StatusOr<XmlDocument> document = Read(clean, uri, 0, &refused);
  if (document.ok() || refused) return document;
  const absl::Status defect = document.status();
  const std::string repaired = RepairXml(clean);
  for (const int options : {0, static_cast<int>(XML_PARSE_RECOVER)}) {
    document = Read(repaired, uri, options, &refused);
    if (refused) return document;
    if (!document.ok()) continue;
    document->defect_ = std::string(defect.message());
    return document;
  }
  return defect;
}

XmlElement XmlDocument::root() const { return XmlElement(xmlDocGetRootElement(document_.get())); }

void XmlDocument::Free::operator()(_xmlDoc* document) const { xmlFreeDoc(document); }

}  // namespace broadsheet::ingest
