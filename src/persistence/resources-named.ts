import { type Dialect, thenJoin } from './sql.js';

/**
 * What stands behind FROM for the resources `r` that a list of ids names, each looked up by the index of ids; its only
 * parameter is the list as JSON: one value is sent and read faster than a thousand, and one text serves any number of them. With
 * conditions on type or life and no index named, either database may read all users of the tenant instead.
 */
export function resourcesNamed(dialect: Dialect): string {
  const [list, hint] =
    dialect === 'sqlite'
      ? ['(SELECT value AS id FROM json_each(?)) j', 'INDEXED BY uq_resource_id']
      : [`JSON_TABLE(?, '$[*]' COLUMNS (id ${ID_COLUMN} PATH '$')) j`, 'FORCE INDEX (uq_resource_id)'];
  return `${list} ${thenJoin(dialect)} resource r ${hint} ON r.id = j.id`;
}

/** As `resource.id`: of another character set, the index would be of no use. */
const ID_COLUMN = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
