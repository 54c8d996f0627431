-- Where the log has the revisions that follow these.
SELECT log_commit.first_position + next.commit_ordinal
FROM unnest($1::uuid[], $2::bigint[]) AS redacted (article_id, revision)
JOIN revision AS next
  ON next.article_id = redacted.article_id AND next.revision = redacted.revision + 1
JOIN log_commit USING (commit_id)
