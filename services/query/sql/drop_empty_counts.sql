WITH dropped AS (
  DELETE FROM term_count WHERE term = ANY ($1::text[]) AND article_count = 0 RETURNING term
)
DELETE FROM entity USING dropped WHERE 'm:' || entity.entity = dropped.term
