import type { Database } from '../../src/persistence/database.js';
import { findUser } from '../../src/persistence/find-user.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { createGroup, createUser, newTenant, type Stores, storesOf } from './stores.js';

const USERS = 30;
/** More than one message holds. */
const AT_ONCE = 3 * USERS;

describeDatabases('look-ups at the same time', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let other: TenantScope;
  const ids: string[] = [];

  beforeAll(async () => {
    database = await openMigrated(await provided.url(), { connectionLimit: 4 });
    stores = storesOf(database);
    [scope, other] = [await newTenant(stores), await newTenant(stores)];
    for (let n = 0; n < USERS; n += 1) {
      const { id } = await createUser(stores, scope, { userName: `user${n}` });
      ids.push(id);
      if (n % 3 === 0) await createGroup(stores, scope, { displayName: `group${n}` }, [id]);
    }
  });
  afterAll(() => database.close());

  it('each finds its own user, or nobody', async () => {
    const found = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => {
        const [tenant, id] = [n % 2 === 0 ? scope : other, ids[n % USERS] ?? ''];
        return n % 5 === 0
          ? findUser(database, tenant, { userNameKey: `user${n % USERS}` })
          : findUser(database, tenant, { id });
      }),
    );
    expect(found.map((one) => one?.user.document.userName)).toEqual(
      Array.from({ length: AT_ONCE }, (_, n) => (n % 2 === 0 ? `user${n % USERS}` : undefined)),
    );
    expect(found.map((one) => one?.groups.map(({ display }) => display))).toEqual(
      Array.from({ length: AT_ONCE }, (_, n) =>
        n % 2 === 0 ? ((n % USERS) % 3 === 0 ? [`group${n % USERS}`] : []) : undefined,
      ),
    );
  });

  it('each sees what was acknowledged before it was asked', async () => {
    for (let n = 0; n < 20; n += 1) {
      const { id } = await createUser(stores, scope, { userName: `late${n}` });
      const found = await Promise.all([...ids.slice(0, 5), id].map((one) => stores.resources.find(scope, 'User', one)));
      expect(found.at(-1)?.document).toEqual({ userName: `late${n}` });
    }
  });

  it('travel in few messages where there are messages', async () => {
    const attached: boolean[] = [];
    database.onStatement = (_, isAttached) => attached.push(isAttached);
    await Promise.all(ids.slice(0, 16).map((id) => findUser(database, scope, { id })));
    delete database.onStatement;
    expect(attached).toHaveLength(16);
    expect(attached.filter((one) => !one)).toHaveLength(database.dialect === 'mysql' ? 4 : 16);
  });
});
