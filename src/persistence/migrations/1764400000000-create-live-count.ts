import type { MigrationInterface, QueryRunner } from 'typeorm';

const MYSQL = [
  `CREATE TABLE IF NOT EXISTS live_count (
    tenant_id INT UNSIGNED NOT NULL,
    type TINYINT UNSIGNED NOT NULL,
    part TINYINT UNSIGNED NOT NULL,
    live BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, type, part)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS page_bookmark (
    walk BINARY(32) NOT NULL,
    place BIGINT UNSIGNED NOT NULL,
    position VARCHAR(1024) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (walk, place),
    KEY ix_page_bookmark_expires (expires_at)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
];

const SQLITE = [
  `CREATE TABLE IF NOT EXISTS live_count (
    tenant_id INTEGER NOT NULL,
    type INTEGER NOT NULL,
    part INTEGER NOT NULL,
    live INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, type, part)
  ) WITHOUT ROWID`,
  // Stays empty: there is one process, whose bookmarks are in its memory.
  `CREATE TABLE IF NOT EXISTS page_bookmark (
    walk BLOB NOT NULL,
    place INTEGER NOT NULL,
    position TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (walk, place)
  ) WITHOUT ROWID`,
];

/**
 * Where pages by `startIndex` ended; and the number of live resources per tenant and type, in parts that are summed up. Rows of before are counted into the part of
 * corrections (255). Bears being run again: a part that is there already is right.
 */
export class CreateLiveCount1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    for (const sql of isMysql ? MYSQL : SQLITE) await runner.query(sql);
    await runner.query(
      `INSERT ${isMysql ? 'IGNORE' : 'OR IGNORE'} INTO live_count (tenant_id, type, part, live) ` +
        'SELECT tenant_id, type, 255, COUNT(*) FROM resource WHERE live = 1 GROUP BY tenant_id, type',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS page_bookmark');
    await runner.query('DROP TABLE IF EXISTS live_count');
  }
}
