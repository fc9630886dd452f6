-- What a meeting is known by in all calendars in which it stands: the UID of its event and when it was first to start.
ALTER TABLE meetings ADD COLUMN occasion TEXT;
CREATE INDEX meetings_occasion ON meetings (lane, occasion);
