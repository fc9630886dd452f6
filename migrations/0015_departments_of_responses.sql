-- Nobody asks for the responses of a department in the order in which they were assigned: they are found by
-- when they were answered. Each import paid for it.
DROP INDEX assignments_department;
