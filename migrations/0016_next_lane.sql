-- The lane whose turn is next is found without looking at those that rest.
CREATE INDEX lanes_next ON lanes (next_at, lane);
