import type { LogTarget } from '../audit/log-event.js';

/** How a credential appears in the log. */
export function credentialTarget(credential: { readonly id: string; readonly name: string }): LogTarget {
  const { id, name } = credential;
  return { id, type: 'Credential', alternateId: id, displayName: name, detailEntry: null };
}
