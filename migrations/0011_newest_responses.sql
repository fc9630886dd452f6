-- The newest words of a period are found in the order in which they are shown: answers of one day without a
-- time, as files hold them, are many at the same moment.
DROP INDEX responses_answered_at;
CREATE INDEX responses_answered ON responses (answered_at, id);
