import { createHash } from 'node:crypto';
import { canonicalJson } from '../../protocol/canonical-json.js';
import { isJsonObject, type Json } from '../../protocol/json.js';
import { directoryLine, directoryValue } from './directory-line.js';
import type { DirectoryResource, ReplayedDirectory } from './replayed-directory.js';

/** One thing that the log and the database do not agree about. Paths only: values are nobody's business here. */
export interface Difference {
  readonly resource: string;
  /** Names of what differs; empty where one of the two does not have the resource at all. */
  readonly paths: readonly string[];
  readonly what: string;
}

export interface Comparison {
  readonly resources: number;
  readonly memberships: number;
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
  /** Resources that were there before the log that can be replayed begins. */
  readonly older: number;
  /** SHA-256 in hex of all lines, each with its line end, by id. Equal where the two directories are, byte for byte. */
  readonly database: string;
  readonly replayed: string;
}

/** A stored resource, and which of the values that are made from its document are not what they should be. */
export interface StoredDirectoryResource extends DirectoryResource {
  readonly wrongKeys: readonly string[];
}

/**
 * Compares byte by byte. @param stored by id
 * @param limit differences that are described
 */
export async function compareDirectories(
  stored: AsyncIterable<StoredDirectoryResource>,
  replayed: ReplayedDirectory,
  limit: number,
): Promise<Comparison> {
  const [database, fromLog] = [createHash('sha256'), createHash('sha256')];
  const differences: Difference[] = [];
  const ids = [...replayed.resources.keys()].sort();
  let [next, resources, memberships, older, differenceCount] = [0, 0, 0, 0, 0];
  const differs = (difference: Difference): void => {
    differenceCount += 1;
    if (differences.length < limit) differences.push(difference);
  };
  const onlyInLog = (id: string): void => {
    const resource = replayed.resources.get(id);
    if (resource !== undefined) fromLog.update(`${directoryLine(resource)}\n`);
    differs({ resource: id, paths: [], what: 'the log has it, the database does not' });
  };
  const missing = new Set(replayed.unknown);
  for await (const one of stored) {
    missing.delete(one.id);
    for (; (ids[next] ?? one.id) < one.id; next += 1) onlyInLog(ids[next] ?? '');
    resources += 1;
    const line = directoryLine(one);
    if (one.type === 'Group') memberships += [...one.members].length;
    database.update(`${line}\n`);
    if (one.wrongKeys.length > 0)
      differs({ resource: one.id, paths: one.wrongKeys, what: 'what it is searched by is not what its document says' });
    const own = replayed.resources.get(one.id);
    if (own === undefined) {
      if (isOlder(one, replayed)) older += 1;
      else
        differs({ resource: one.id, paths: [], what: 'the database has it, the log does not say that it was created' });
      continue;
    }
    next += 1;
    const ownLine = directoryLine(own);
    fromLog.update(`${ownLine}\n`);
    if (ownLine !== line)
      differs({
        resource: one.id,
        paths: differingPaths(directoryValue(one), directoryValue(own)),
        what: 'the log and the database do not say the same of it',
      });
  }
  for (; next < ids.length; next += 1) onlyInLog(ids[next] ?? '');
  for (const id of missing)
    differs({ resource: id, paths: [], what: 'the log tells changes of it, the database does not have it' });
  return {
    ...{ resources, memberships, differences, differenceCount, older },
    ...{ database: database.digest('hex'), replayed: fromLog.digest('hex') },
  };
}

/** Created before the first event that can be replayed, so its creation cannot be in the log. */
function isOlder({ createdAt }: DirectoryResource, { since }: ReplayedDirectory): boolean {
  return since === undefined || createdAt < since;
}

/** At the top, and within the document. */
function differingPaths(one: Json, other: Json, prefix = ''): readonly string[] {
  if (!isJsonObject(one) || !isJsonObject(other)) return [];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort().flatMap((name) => {
    const [left = null, right = null] = [one[name], other[name]];
    if (canonicalJson(left) === canonicalJson(right)) return [];
    return name === 'document' ? differingPaths(left, right, 'document.') : [`${prefix}${name}`];
  });
}
