import type { CompareOperator } from './filter-ast.js';
import { matchKey } from './match-key.js';

type Operator = Exclude<CompareOperator, 'ne'>;

export interface IdCondition {
  readonly operator: Operator;
  readonly key: string;
}

/** Characters of a SCIM id of ours, a UUID in text. */
const ID_LENGTH = 36;

/**
 * What an id has to fulfil so that `prefix` followed by it stands in this relation to `text`.
 * @returns any of these conditions, none of them: it never does; `true`: it always does
 */
export function idConditions(operator: Operator, text: string, prefix: string): true | readonly IdCondition[] {
  switch (operator) {
    case 'eq':
      return behind(operator, text, prefix);
    case 'sw':
      return prefix.startsWith(text) ? true : behind(operator, text, prefix);
    case 'ew':
      return endOf(text, prefix);
    case 'co':
      return prefix.includes(text) ? true : [{ operator, key: text }, ...across(text, prefix)];
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      // Where the text does not begin with the prefix, the two differ before the id begins.
      if (text.startsWith(prefix)) return behind(operator, text, prefix);
      return matchKey(operator, prefix, text) ? true : [];
    default:
      return operator satisfies never;
  }
}

function behind(operator: Operator, text: string, prefix: string): readonly IdCondition[] {
  return text.startsWith(prefix) ? [{ operator, key: text.slice(prefix.length) }] : [];
}

/** An id has one length, so what is longer ends with a whole id. */
function endOf(text: string, prefix: string): readonly IdCondition[] {
  if (text.length <= ID_LENGTH) return [{ operator: 'ew', key: text }];
  return prefix.endsWith(text.slice(0, -ID_LENGTH)) ? [{ operator: 'eq', key: text.slice(-ID_LENGTH) }] : [];
}

/** Every way in which the text begins in the prefix and ends in the id. */
function across(text: string, prefix: string): readonly IdCondition[] {
  const conditions: IdCondition[] = [];
  const longest = Math.min(prefix.length, text.length - 1);
  for (let length = Math.max(1, text.length - ID_LENGTH); length <= longest; length += 1)
    if (prefix.endsWith(text.slice(0, length))) conditions.push({ operator: 'sw', key: text.slice(length) });
  return conditions;
}
