DELETE FROM attempt WHERE id = ANY ($1::uuid[])
