import { versionTag } from '../protocol/etag.js';
import { keyCondition, type KeyOperator } from './key-condition.js';
import type { Dialect, SqlPart } from './sql.js';

/** The number in an entity tag of ours, as it is written and no other way. */
const TAG = /^W\/"(?<version>[1-9][0-9]{0,14})"$/;

/** A comparison with `meta.version` (RFC 7643 §3.1), the text that `versionTag` makes of the number that is stored. */
export function versionCondition(resource: string, operator: KeyOperator, key: string, dialect: Dialect): SqlPart {
  if (operator === 'eq') {
    const version = Number(TAG.exec(key)?.groups?.version);
    return Number.isNaN(version) ? { sql: '1 = 0', params: [] } : { sql: `${resource}.version = ?`, params: [version] };
  }
  const [before = '', after = ''] = versionTag(0).split('0');
  const parts = [`'${before}'`, `${resource}.version`, `'${after}'`];
  const text =
    dialect === 'mysql' ? `CAST(CONCAT(${parts.join(', ')}) AS BINARY)` : `CAST(${parts.join(' || ')} AS BLOB)`;
  return keyCondition(text, operator, key);
}
