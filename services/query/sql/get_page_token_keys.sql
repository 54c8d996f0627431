SELECT key FROM page_token_key ORDER BY key
