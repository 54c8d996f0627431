"""Articles with histories of every kind, to be compared after they went elsewhere."""
from contract import article_pb2

SITE = "https://kept.example.org/"
# Only in what is redacted.
SECRETS = ("mulberry", "persimmon")


def push(stack, title, body):
    """Pushes an article; what ingest answers."""
    article = article_pb2.Article(title=title, canonical_uri=f"{SITE}{title.lower()}",
                                  body_html=f"<p>{body}</p>", categories=["categories/tech"])
    article.source.site_uri = SITE
    return stack.ingest.PushArticle(article=article)


def fill(stack):
    """Articles with histories of every kind; their names by title."""
    names = {title: push(stack, title, f"The first text of {title}.").result.name
             for title in ("Plain", "Edited", "Merged", "Deleted", "Redacted", "Partly")}
    push(stack, "Edited", "A second text, from the source.")
    stack.ingest.EditArticle(update_mask={"paths": ["title"]},
                             article=article_pb2.Article(name=names["Edited"], title="By hand"))
    stack.storage.UpsertCategory(category={"name": "categories/harbour", "title": "Harbour"})
    stack.storage.MergeArticles(name=names["Plain"], merged=names["Merged"])
    stack.ingest.DeleteArticle(name=names["Deleted"])
    stack.ingest.RedactArticle(name=names["Redacted"], reason="court order 1")
    names["Later"] = push(stack, "Later", f"A {SECRETS[0]} in the garden.").result.name
    push(stack, "Partly", f"A {SECRETS[1]}.")
    push(stack, "Partly", "Nothing that anybody minds.")
    return names
