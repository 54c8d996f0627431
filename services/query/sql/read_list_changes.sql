-- How far the log of list changes reaches, and those behind place ($1, $2): at most $3, and
-- none behind $4 bytes. A row at least. Each LIMIT 1 tells the planner that it is one row: it
-- would compile the statement for a million otherwise, in seconds.
SELECT log.generation, log.complete_after, log.complete_to = cursor.position,
  cursor.epoch, cursor.position, cursor.commit_id,
  change.position, change.ordinal, change.commit_id, change.article_id, change.terms_before,
  change.list_time_before, change.terms_after, change.list_time_after, change.retracted,
  change.teaser, change.terms_before IS NULL
FROM (SELECT generation, complete_after, complete_to FROM list_log LIMIT 1) AS log
CROSS JOIN (SELECT epoch, position, commit_id FROM archive_cursor LIMIT 1) AS cursor
LEFT JOIN (
  SELECT position, ordinal::bigint AS ordinal, commit_id, article_id, terms_before, list_time_before, terms_after,
    list_time_after, retracted, teaser,
    sum(length(teaser)) OVER (ORDER BY position, ordinal) - length(teaser) AS bytes_before
  FROM (
    SELECT position, ordinal, commit_id, article_id, terms_before, list_time_before, terms_after,
      list_time_after, retracted, teaser
    FROM list_change
    WHERE (position, ordinal) > ($1::bigint, $2::bigint)
    ORDER BY position, ordinal
    LIMIT $3::bigint
  ) AS page
) AS change ON change.bytes_before < $4::bigint
ORDER BY change.position, change.ordinal
