DELETE FROM kept_fetch WHERE id = $1
