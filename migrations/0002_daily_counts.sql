-- How often each score was given on each local day: kept with the responses, so that a score over any
-- window reads days, not responses. An empty department is the whole organisation; an empty dimension
-- is all of it, else `touchpoint`, `source` or `segment.<field>` with the member that it names.
CREATE TABLE daily_counts (
    kind       TEXT NOT NULL,
    department TEXT NOT NULL,
    dimension  TEXT NOT NULL,
    member     TEXT NOT NULL,
    local_day  TEXT NOT NULL,
    scale      TEXT NOT NULL,
    value      BIGINT NOT NULL,
    answers    BIGINT NOT NULL,
    PRIMARY KEY (kind, department, dimension, member, local_day, scale, value)
);
