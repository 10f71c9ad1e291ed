import { readExpiry } from '../credentials/expiry.js';
import { Problem } from '../http/problem.js';

/** The wanted end of a credential, in UTC; undefined where none was given. @throws Problem 400 */
export function expiresAt(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const expiry = readExpiry(text, new Date());
  if ('problem' in expiry) throw Problem.invalid([{ path: 'expiresAt', detail: expiry.problem }]);
  return expiry.expiresAt;
}
