-- Held to the end of the transaction: one instance applies at a time. The number
-- is arbitrary, and the archive's alone in this database.
SELECT pg_try_advisory_xact_lock(7233173838382854510)
