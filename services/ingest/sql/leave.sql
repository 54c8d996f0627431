DELETE FROM instance WHERE id = $1
