-- The picture of a message. What is drawn is kept, not the picture: it is drawn when the message is
-- delivered, uploaded once, and takes the place of the block `block_id`. Where that can not be done,
-- the block stays.
CREATE TABLE pictures (
    message_id TEXT PRIMARY KEY,
    block_id   TEXT NOT NULL,
    drawing    TEXT NOT NULL,
    alt_text   TEXT NOT NULL,
    state      TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    file_id    TEXT
);
