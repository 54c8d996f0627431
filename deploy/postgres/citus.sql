-- Spreads storage's record over a Citus cluster. Run once on the coordinator, in
-- the database, by a superuser, after `CREATE EXTENSION citus`, the workers'
-- citus_add_node() and `storage --migrate`; rows that are there are moved.
--
-- What belongs to an article lies on one node: its row, its revisions, what its
-- origins said. Keys and paths, which are looked up before the article is known,
-- lie by themselves. All other tables stay on the coordinator.
SELECT create_distributed_table('storage.article', 'article_id', colocate_with => 'none');
SELECT create_distributed_table('storage.revision', 'article_id', colocate_with => 'storage.article');
SELECT create_distributed_table('storage.article_origin', 'article_id', colocate_with => 'storage.article');
SELECT create_distributed_table('storage.article_key', 'key_digest', colocate_with => 'none');
SELECT create_distributed_table('storage.article_path', 'path_digest', colocate_with => 'none');
