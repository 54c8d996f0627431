"""Prints the newest headlines of the archive's category Tech."""
import os

import grpc

from broadsheet.query.v1 import query_service_pb2 as query
from broadsheet.query.v1.query_service_pb2_grpc import QueryServiceStub

with grpc.insecure_channel(os.environ.get("BROADSHEET_QUERY", "127.0.0.1:50053")) as channel:
    tech = query.ArticleFilter(categories=["categories/tech"])
    request = query.ListArticlesRequest(filter=tech, page_size=3)
    for article in QueryServiceStub(channel).ListArticles(request, timeout=10).articles:
        print(article.list_time.ToDatetime().date(), article.title)
