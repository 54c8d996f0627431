// Prints the newest headlines of the archive's category Tech.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	query "broadsheet-gen/broadsheet/query/v1"

	"google.golang.org/grpc"
)

func main() {
	address := os.Getenv("BROADSHEET_QUERY")
	if address == "" {
		address = "127.0.0.1:50053"
	}
	connection, err := grpc.Dial(address, grpc.WithInsecure())
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	tech := &query.ArticleFilter{Categories: []string{"categories/tech"}}
	page, err := query.NewQueryServiceClient(connection).ListArticles(
		ctx, &query.ListArticlesRequest{Filter: tech, PageSize: 3})
	if err != nil {
		log.Fatal(err)
	}
	for _, article := range page.Articles {
		fmt.Println(article.ListTime.AsTime().Format("2006-01-02"), article.Title)
	}
}
