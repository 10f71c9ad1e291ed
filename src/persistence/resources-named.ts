import { type Dialect, thenJoin } from './sql.js';

/**
 * What stands behind FROM for the resources `r` that a list of ids names, each looked up by the index of ids; its only
 * parameter is the list as JSON: one value is sent and read faster than a thousand, and one text serves any number of them. With
 * conditions on type or life and no index named, either database may read all users of the tenant instead.
 */
export function resourcesNamed(dialect: Dialect): string {
  const [list, hint, id] =
    dialect === 'sqlite'
      ? ['(SELECT value AS id FROM json_each(?)) j', 'INDEXED BY uq_resource_id', 'j.id']
      : ["JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(36) PATH '$')) j", 'FORCE INDEX (uq_resource_id)', AS_RESOURCE_ID];
  return `${list} ${thenJoin(dialect)} resource r ${hint} ON r.id = ${id}`;
}

/**
 * In the character set and collation of `resource.id`, or the index would be of no use. Said here, as not every server takes a
 * collation where the columns of a JSON_TABLE are declared.
 */
const AS_RESOURCE_ID = 'CONVERT(j.id USING ascii) COLLATE ascii_bin';
