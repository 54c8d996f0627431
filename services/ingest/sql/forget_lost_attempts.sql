-- Nobody has come back to these.
DELETE FROM attempt
 WHERE begin_time < now() - interval '30 days' AND id IN (SELECT id FROM lost_attempt)
