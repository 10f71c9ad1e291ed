import type { LogEvent } from '../../src/audit/log-event.js';
import { EventBuffer } from '../../src/audit/event-buffer.js';
import { describeApp } from '../support/describe-app.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

// Whose call it is stands in the database, so that its tenant cannot be told while that does not answer.
describeApp('a call that is refused because the database is away', (app) => {
  /** Every statement fails as it does where nobody listens, or the file cannot be read. */
  function goAway(): void {
    const { database } = app();
    const facts =
      database.dialect === 'sqlite' ? { code: 'SQLITE_IOERR' } : { code: 'ECONNREFUSED', errno: -111, fatal: true };
    database.onStatement = () => {
      throw Object.assign(new Error('away'), facts);
    };
  }
  const comeBack = (): void => {
    delete app().database.onStatement;
  };
  afterEach(comeBack);

  const eventsOf = async (slug: string): Promise<readonly LogEvent[]> =>
    (await app().admin('GET', `/tenants/${slug}/logs?limit=1000&sortOrder=DESCENDING`))
      .body as unknown as readonly LogEvent[];
  const buffer = (): EventBuffer => app().app.get(EventBuffer, { strict: false });

  it('leaves its event in the log of its tenant once the database is back', async () => {
    const scim = await app().scim();
    goAway();
    const refused = [
      await scim('POST', '/Users', { schemas: [USER], userName: 'away@x.io' }),
      await scim('GET', '/Users?startIndex=1&count=2'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([503, 503]);
    await buffer().flush();
    expect(buffer().figures()).toMatchObject({ pending: 2, dropped: 0 });
    comeBack();
    const events = await eventsOf('default');
    for (const { headers } of refused) {
      const own = events.filter(({ transaction }) => transaction.id === headers.get('x-request-id'));
      expect(own).toHaveLength(1);
      expect(own[0]).toMatchObject({
        eventType: 'application.integration.general_failure',
        outcome: { result: 'FAILURE' },
        target: [{ alternateId: 'okta' }],
        debugContext: { debugData: { appname: 'okta', status: 503 } },
      });
    }
  });

  it('leaves none where its path names no tenant', async () => {
    await buffer().flush();
    goAway();
    const { status } = await app().request('GET', '/scim/nobody/okta/v2/Users', {
      headers: { authorization: 'Bearer rollbook_x' },
    });
    expect(status).toBe(401);
    expect(buffer().figures().pending).toBe(1);
    comeBack();
    await buffer().flush();
    expect(buffer().figures()).toMatchObject({ pending: 0, dropped: 0 });
  });
});
