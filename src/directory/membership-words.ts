import type { ResourceChange } from './resource-store.js';

/** ` (2 members added, 1 member removed)`, or nothing. */
export function membershipWords({ addedMembers, removedMembers }: ResourceChange): string {
  const count = (ids: readonly string[], what: string): readonly string[] =>
    ids.length === 0 ? [] : [`${ids.length} ${ids.length === 1 ? 'member' : 'members'} ${what}`];
  const parts = [...count(addedMembers, 'added'), ...count(removedMembers, 'removed')];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
