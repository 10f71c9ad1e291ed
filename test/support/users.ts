import type { Answer, ScimClient } from './app.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Creates a user with the attributes that Okta always sends. */
export function createUser(scim: ScimClient, userName: string, attributes: object = {}): Promise<Answer> {
  return scim('POST', '/Users', {
    schemas: [USER],
    userName,
    name: { givenName: 'Test', familyName: 'User' },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: 'Test User',
    active: true,
    ...attributes,
  });
}

/** Creates users `PREFIX.1@example.com` … and returns their ids. */
export async function createUsers(scim: ScimClient, prefix: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += 20) {
    const answers = await Promise.all(
      Array.from({ length: Math.min(20, count - from) }, (_, i) =>
        createUser(scim, `${prefix}.${from + i}@example.com`),
      ),
    );
    for (const answer of answers) {
      if (answer.status !== 201) throw new Error(`no user: ${answer.text}`);
      ids.push(String(answer.body.id));
    }
  }
  return ids;
}
