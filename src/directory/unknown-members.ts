import { ScimError } from '../protocol/scim-error.js';
import { ASSIGN_MEMBERS_FIRST } from './resource-store.js';

/** A write of an admin of Rollbook, to whom advice for one of Okta means nothing. @throws what `write` throws, in words for admins */
export async function inWordsForAdmins<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof ScimError) || !error.detail.endsWith(ASSIGN_MEMBERS_FIRST)) throw error;
    throw ScimError.invalidValue(error.detail.replace(ASSIGN_MEMBERS_FIRST, 'Take ids from GET …/users.'), {
      cause: error,
    });
  }
}
