import type { AttributeChange } from '../audit/log-event.js';
import type { ResourceChange } from './resource-store.js';

const SET = { set: true } as const;

/** What the log says of a password: that it was set or removed, and nothing that it could be guessed by. */
export function passwordChanges({ password }: ResourceChange): readonly AttributeChange[] {
  if (password === undefined) return [];
  return [password === 'set' ? { path: 'password', from: null, to: SET } : { path: 'password', from: SET, to: null }];
}
