SELECT origin, uri, content_type, kind, settings, entry_uri, archive_uri, body, raw_size, held
  FROM kept_fetch JOIN kept_body USING (digest)
 WHERE id = $1
