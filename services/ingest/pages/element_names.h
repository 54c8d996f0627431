// What elements of a page are for, as far as their names and roles say.
#pragma once

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// Whether readers see nothing of it, or only after a click.
bool IsHidden(const HtmlNode& node);

// Whether it holds what readers wrote below the article.
bool IsCalledComments(const HtmlNode& node);

// Whether it is called something that stands around an article: share, newsletter, related,
// sidebar, cookies and the like. Names mislead: a box with most of a page's text is none, and
// layouts are called after what they have, so that the caller looks at the size, too.
bool IsCalledFurniture(const HtmlNode& node);

// Whether it is called what stands below a picture.
bool IsCalledCaption(const HtmlNode& node);

// Whether it is called a picture, or the frame of one.
bool IsCalledPicture(const HtmlNode& node);

// Whether it is called the text of an article, or a post with all that belongs to it.
bool IsCalledText(const HtmlNode& node);

}  // namespace broadsheet::ingest
