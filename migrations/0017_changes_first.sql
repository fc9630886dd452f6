-- What is changed or taken back is found without looking through the posts that wait for their turn.
CREATE INDEX outbox_changes ON outbox (lane, due_at) WHERE state IN ('pending', 'sending') AND operation <> 'post';
