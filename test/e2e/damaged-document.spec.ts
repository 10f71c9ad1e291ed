import { GROUP_SCHEMA } from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { eventOf } from '../support/event-of.js';
import { createUser } from '../support/users.js';

const NAME = 'canary.damaged@example.com';

/** Somebody changed the database by hand: what is stored is no JSON any more. The log says whose it is, and nothing of what it holds. */
describeApp('a document that was damaged in the database', (app) => {
  let scim: ScimClient;
  const ids = { user: '', group: '' };

  beforeAll(async () => {
    scim = await app().scim();
    const user = await createUser(scim, NAME, { externalId: 'damaged' });
    const group = await scim('POST', '/Groups', {
      schemas: [GROUP_SCHEMA],
      displayName: 'Damaged',
      members: [{ value: user.body.id }],
    });
    expect([user.status, group.status]).toEqual([201, 201]);
    Object.assign(ids, { user: user.body.id, group: group.body.id });
    await app().database.withTransaction((tx) =>
      tx.execute(`UPDATE resource SET doc = REPLACE(doc, '"displayName"', 'displayName"') WHERE id IN (?, ?)`, [
        ids.user,
        ids.group,
      ]),
    );
  });

  const find = encodeURIComponent(`userName eq "${NAME}"`);

  it.each<['user' | 'group', string, () => Promise<Answer>]>([
    ['user', 'a get', () => scim('GET', `/Users/${ids.user}`)],
    ['user', 'a get of some attributes', () => scim('GET', `/Users/${ids.user}?attributes=userName`)],
    ['user', 'a look-up', () => scim('GET', `/Users?filter=${find}`)],
    ['user', 'a look-up of some attributes', () => scim('GET', `/Users?filter=${find}&attributes=userName`)],
    ['user', 'a list of one', () => scim('GET', `/Users?filter=${encodeURIComponent('externalId eq "damaged"')}`)],
    ['user', 'a PUT', () => scim('PUT', `/Users/${ids.user}`, { userName: NAME })],
    ['group', 'a get', () => scim('GET', `/Groups/${ids.group}`)],
    ['group', 'a list of one', () => scim('GET', `/Groups?filter=${encodeURIComponent('displayName eq "Damaged"')}`)],
  ])('of a %s: %s is a 500, and the log says which', async (type, _what, call) => {
    const before = app().log.lines.length;
    const answer = await call();
    expect([answer.status, answer.text.includes('canary')]).toEqual([500, false]);
    expect((await eventOf(app(), answer)).outcome.result).toBe('FAILURE');
    const failures = app()
      .log.lines.slice(before)
      .filter(({ level }) => level === 'error')
      .map(({ fields: { err } }) => String(err));
    expect(failures).toEqual([
      `DamagedDocument: the document of the ${type} ${ids[type]} in the database is damaged: restore it from a backup`,
    ]);
  });
});
