-- oldest_binary: 1
-- Processes of ingest, each as long as it says now and then that it lives.
CREATE TABLE instance (
  id          uuid PRIMARY KEY,
  alive_until timestamptz NOT NULL
);

-- Work on what comes from outside, written down before it begins and taken out when it
-- ends. What is here without its instance was at work when that died.
CREATE TABLE attempt (
  id         uuid PRIMARY KEY,
  instance   uuid NOT NULL,
  -- "feeds/{id}", "rejects/{id}", or the URI of a page.
  subject    text NOT NULL,
  begin_time timestamptz NOT NULL
);
CREATE INDEX attempt_by_subject ON attempt USING hash (subject);

CREATE VIEW lost_attempt AS
SELECT *
  FROM attempt
 WHERE NOT EXISTS (SELECT
                     FROM instance
                    WHERE instance.id = attempt.instance AND alive_until > now());

-- After two deaths a subject is set aside for a day; set_aside_until is NULL if it is not,
-- or no longer.
CREATE VIEW suspect AS
SELECT subject, count(*) AS deaths,
       CASE WHEN count(*) >= 2 AND max(begin_time) > now() - interval '1 day'
            THEN max(begin_time) + interval '1 day'
        END AS set_aside_until
  FROM lost_attempt
 GROUP BY subject;

-- Whether entries may have been written whose pages were not fetched: the last poll that
-- came so far did not come to its end.
ALTER TABLE feed ADD COLUMN pages_unread boolean NOT NULL DEFAULT false;
