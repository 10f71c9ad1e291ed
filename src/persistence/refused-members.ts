import { ASSIGN_MEMBERS_FIRST } from '../directory/resource-store.js';
import { ScimError } from '../protocol/scim-error.js';
import { shownText } from '../protocol/shown-text.js';

const SHOWN = 3;

/**
 * Why ids cannot be members, each kind with what to do about it: who is told to assign a group to an application finds it there.
 * @param groups ids of groups; @param unknown ids of nobody. One of them at least is not empty
 */
export function refusedMembers(groups: readonly string[], unknown: readonly string[]): ScimError {
  const sentences = [
    groups.length === 0
      ? []
      : `These members are groups: ${listed(groups)}. Groups inside groups are not supported yet; add their users instead.`,
    unknown.length === 0 ? [] : `These members are no users here: ${listed(unknown)}. ${ASSIGN_MEMBERS_FIRST}`,
  ];
  return ScimError.invalidValue(sentences.flat().join(' '));
}

function listed(ids: readonly string[]): string {
  const shown = ids
    .slice(0, SHOWN)
    .map((id) => `"${shownText(id, 64)}"`)
    .join(', ');
  return ids.length > SHOWN ? `${shown} and ${ids.length - SHOWN} more` : shown;
}
