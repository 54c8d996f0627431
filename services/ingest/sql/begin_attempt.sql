-- An attempt that is known moves on to another subject.
INSERT INTO attempt (id, instance, subject, begin_time)
VALUES ($1, $2, $3, now())
    ON CONFLICT (id) DO UPDATE SET subject = excluded.subject, begin_time = excluded.begin_time
