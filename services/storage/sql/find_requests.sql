SELECT ledger.request_id, ledger.request_digest, ledger.response, ledger.commit_id,
  log_commit.first_position
FROM request_ledger AS ledger
LEFT JOIN log_commit USING (commit_id)
WHERE ledger.request_id = ANY ($1::text[])
