-- A message is found by Slack's name for it, and has none before it arrived.
DROP INDEX outbox_message;
CREATE INDEX outbox_message ON outbox (message_ts, channel) WHERE message_ts IS NOT NULL;
