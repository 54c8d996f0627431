DELETE FROM instance WHERE alive_until < now() - interval '1 hour'
