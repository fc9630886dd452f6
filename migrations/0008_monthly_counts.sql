-- The daily counts of each calendar month in one sum, so that a score over years reads as many rows
-- whether there was an answer a day or a thousand. `local_month` is `2026-03`.
CREATE TABLE monthly_counts (
    kind        TEXT NOT NULL,
    department  TEXT NOT NULL,
    dimension   TEXT NOT NULL,
    member      TEXT NOT NULL,
    local_month TEXT NOT NULL,
    scale       TEXT NOT NULL,
    value       BIGINT NOT NULL,
    answers     BIGINT NOT NULL,
    PRIMARY KEY (kind, department, dimension, member, local_month, scale, value)
);

INSERT INTO monthly_counts (kind, department, dimension, member, local_month, scale, value, answers)
SELECT kind, department, dimension, member, substr(local_day, 1, 7), scale, value,
    CAST(SUM(answers) AS BIGINT)
FROM daily_counts
WHERE answers <> 0
GROUP BY kind, department, dimension, member, substr(local_day, 1, 7), scale, value;
