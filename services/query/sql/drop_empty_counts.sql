WITH dropped AS (
  DELETE FROM term_count WHERE term = ANY ($1::text[]) AND article_count = 0 RETURNING term
), emptied AS (
  DELETE FROM month_count WHERE term = ANY ($1::text[]) AND article_count = 0
)
DELETE FROM entity USING dropped WHERE 'm:' || entity.entity = dropped.term
