"""Reading an archive through query."""
from contract import query_pb2


def everything(query, read_after=None, **filters):
    """All articles that a filter admits, in full, in the order of the list."""
    articles, token = [], ""
    while True:
        page = query.ListArticles(
            filter=query_pb2.ArticleFilter(**filters), page_size=25, page_token=token,
            view=query_pb2.ARTICLE_VIEW_FULL, read_after=read_after)
        articles += page.articles
        token = page.next_page_token
        if not token:
            return articles
