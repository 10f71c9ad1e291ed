/** Some hundred milliseconds of one statement of SQLite. */
export const LONG_STATEMENT =
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT COUNT(*) AS n FROM n';
