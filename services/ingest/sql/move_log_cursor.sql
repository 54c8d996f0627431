UPDATE log_cursor SET cursor = $1
