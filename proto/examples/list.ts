// Prints the newest headlines of the archive's category Tech.
import { credentials } from "@grpc/grpc-js";
import { ListArticlesRequest, QueryServiceClient }
  from "../../build/gen/typescript/broadsheet/query/v1/query_service";

const address = process.env.BROADSHEET_QUERY ?? "127.0.0.1:50053";
const client = new QueryServiceClient(address, credentials.createInsecure());
const request = ListArticlesRequest.fromPartial(
  { filter: { categories: ["categories/tech"] }, pageSize: 3 });
client.listArticles(request, (error, page) => {
  if (error) throw error;
  for (const { listTime, title } of page.articles)
    console.log(listTime?.toISOString().slice(0, 10), title);
  client.close();
});
