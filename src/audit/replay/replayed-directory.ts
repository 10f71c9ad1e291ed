// audit/replay: makes the users, groups and memberships of a tenant again from nothing but the events of its log. Pure: it
// knows no database. What it makes is compared with the stored directory line by line, each rendered by `directory-line.ts`.
import type { JsonObject } from '../../protocol/json.js';

/** One user or group as it is stored, tombstones among them; without its password, which no event holds. */
export interface DirectoryResource {
  readonly id: string;
  readonly type: 'User' | 'Group';
  /** The number of its owner; null for `manual`. */
  readonly connector: number | null;
  readonly authorized: boolean;
  readonly version: number;
  /** RFC 3339 UTC with milliseconds, as the other two. */
  readonly createdAt: string;
  readonly lastModifiedAt: string;
  /** Null for what is live. */
  readonly deletedAt: string | null;
  /** With the values of extended fields under their numbers. */
  readonly document: JsonObject;
  /** Ids of the users that are stored as members of a group, those that are tombstones too; in any order. */
  readonly members: Iterable<string>;
}

/** A place in the log where an event does not follow from those before it: one is missing, or was altered. */
export interface Break {
  readonly event: string;
  readonly resource: string;
  /** In words. */
  readonly what: string;
}

export interface ReplayedDirectory {
  readonly resources: ReadonlyMap<string, DirectoryResource>;
  /** Of which the log tells changes, but not the creation. */
  readonly unknown: ReadonlySet<string>;
  readonly breaks: readonly Break[];
  /** When the first event that can be replayed was published; undefined where there is none. */
  readonly since: string | undefined;
  readonly events: number;
}
