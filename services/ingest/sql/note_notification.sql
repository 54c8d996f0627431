UPDATE subscription SET last_notification_time = now() WHERE id = $1
