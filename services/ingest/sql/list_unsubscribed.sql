-- Feeds that have a hub which was not asked for anything yet.
SELECT id, hub_uri, topic_uri
  FROM feed
 WHERE hub_uri <> '' AND NOT ignore_hub AND NOT paused AND retire_time IS NULL
   AND NOT EXISTS (SELECT FROM subscription WHERE feed_id = feed.id AND state <> 4)
 LIMIT 100
