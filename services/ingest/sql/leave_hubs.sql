-- Subscriptions whose feed is gone, or wants none, or another; or that hubs would deliver
-- elsewhere than below $1, where we are now.
UPDATE subscription
   SET state = 4, next_ask_time = now(), asks = 0
 WHERE state <> 4
   AND (NOT starts_with(callback_uri, $1)
        OR NOT EXISTS (SELECT
                         FROM feed
                        WHERE feed.id = feed_id AND feed.hub_uri = subscription.hub_uri
                          AND feed.topic_uri = subscription.topic_uri
                          AND NOT ignore_hub AND NOT paused AND retire_time IS NULL))
