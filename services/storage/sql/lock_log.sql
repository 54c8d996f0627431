-- Held to the end of the transaction. Taken last: who has it takes positions and
-- commits.
SELECT pg_advisory_xact_lock(hashtext('broadsheet.storage.change'))
