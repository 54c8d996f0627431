-- Redactions that did not come.
DELETE FROM expected_redaction WHERE create_time < now() - interval '1 day'
