import { foldText } from '../protocol/schema/fold-text.js';
import { isCommonPassword } from './password-blocklist.js';
import type { PasswordPolicy } from './password-store.js';
import { lengthOf, opaqueText } from './password-text.js';

/** UTF-16 units beyond which nothing of a password is looked at: more than 256 code points in any form of Unicode. */
const MAX_UNITS = 4_096;
/** A name shorter than this is part of too many passwords; only to be equal to it is forbidden. */
const SHORTEST_PART = 4;

/**
 * What is wrong with a password, each rule in words that complete "The password …". Never the password itself.
 * @param userName undefined where it is not known yet
 */
export function brokenPasswordRules(policy: PasswordPolicy, password: string, userName?: string): readonly string[] {
  const tooLong = `must have at most ${policy.maxLength} characters`;
  if (password.length > MAX_UNITS) return [tooLong];
  const text = opaqueText(password);
  if (text === undefined) return ['must not be empty or hold control characters'];
  const length = lengthOf(text);
  const rules: readonly (readonly [isBroken: boolean, words: string])[] = [
    [length < policy.minLength, `must have at least ${policy.minLength} characters`],
    [length > policy.maxLength, tooLong],
    [policy.requireUppercase && !/\p{Lu}/u.test(text), 'must hold an upper-case letter'],
    [policy.requireLowercase && !/\p{Ll}/u.test(text), 'must hold a lower-case letter'],
    [policy.requireDigit && !/\p{Nd}/u.test(text), 'must hold a digit'],
    [policy.requireSpecial && !/[\p{P}\p{S}]/u.test(text), 'must hold a punctuation mark or symbol'],
    [policy.forbidUserName && userName !== undefined && holdsName(text, userName), 'must not hold the userName'],
    [policy.forbidCommon && isCommonPassword(text), 'must not be one of the most common passwords'],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, words]) => words);
}

function holdsName(text: string, userName: string): boolean {
  const folded = foldText(text);
  const name = foldText(userName);
  const local = name.split('@', 1)[0] ?? name;
  return [name, local].some((part) =>
    lengthOf(part) < SHORTEST_PART ? part !== '' && folded === part : folded.includes(part),
  );
}
