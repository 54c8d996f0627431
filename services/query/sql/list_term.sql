-- A page of the list of one term: postings before the key ($2, $3) and not before
-- $4, newest first. Rows behind the first $7 bytes are left out. `touched` is of the term.
SELECT list_time, id, teaser, body,
  (SELECT touched FROM term_count WHERE term_count.term = $1) AS touched
FROM (
  SELECT page.list_time, page.article_id AS id, article.teaser,
    CASE WHEN $6::boolean THEN article.body ELSE '' END AS body,
    sum(octet_length(article.teaser)
        + CASE WHEN $6::boolean THEN octet_length(article.body) ELSE 0 END)
      OVER (ORDER BY page.list_time DESC, page.article_id DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
  FROM (
    SELECT list_time, article_id
    FROM posting
    WHERE term = $1
      AND (list_time, article_id) < ($2::timestamptz, $3::uuid)
      AND list_time >= $4::timestamptz
    ORDER BY list_time DESC, article_id DESC
    LIMIT $5::bigint
  ) AS page
  CROSS JOIN LATERAL (
    -- OFFSET keeps this a look-up for each row, whatever the planner guesses.
    SELECT teaser || links AS teaser, body FROM article WHERE article.id = page.article_id OFFSET 0
  ) AS article
) AS measured
WHERE bytes_before IS NULL OR bytes_before < $7::bigint
ORDER BY list_time DESC, id DESC
