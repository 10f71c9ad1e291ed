import { MemoryLog } from '../../test/support/memory-log.js';
import { Memory, MemoryTenantStore } from '../../test/support/memory-stores.js';
import { testCall } from '../../test/support/test-call.js';
import { BaseUrls } from './base-urls.js';
import { ConnectorsService } from './connectors.service.js';
import { FirstStart } from './first-start.js';
import { TenancyChanges } from './tenancy-changes.js';
import type { ConnectorPatch, TenantPatch } from './tenant-store.js';
import { isSlug } from './tenant.js';
import { TenantsService } from './tenants.service.js';

function setUp(memory = new Memory()): {
  memory: Memory;
  log: MemoryLog;
  changes: TenancyChanges;
  tenants: TenantsService;
  connectors: ConnectorsService;
  firstStart: FirstStart;
} {
  const changes = new TenancyChanges();
  const log = new MemoryLog();
  const store = new MemoryTenantStore(memory);
  const tenants = new TenantsService(store, changes, log);
  const connectors = new ConnectorsService(store, changes);
  return { memory, log, changes, tenants, connectors, firstStart: new FirstStart(tenants, connectors) };
}

describe('the first start', () => {
  it('makes the tenant default with the connector okta, said by the server itself', async () => {
    const { memory, firstStart } = setUp();
    expect(await firstStart.run()).toBe(true);
    expect([...memory.tenants.values()]).toMatchObject([{ slug: 'default', enabled: true }]);
    expect([...memory.connectors.values()]).toMatchObject([{ slug: 'okta', provider: 'okta', syncEnabled: true }]);
    expect(memory.eventTypes()).toEqual(['tenant.lifecycle.create', 'application.lifecycle.create']);
    expect(memory.events.map(({ event }) => event.actor.type)).toEqual(['SystemPrincipal', 'SystemPrincipal']);
  });

  it('makes them once among three instances', async () => {
    const memory = new Memory();
    const instances = [setUp(memory), setUp(memory), setUp(memory)];
    const made = await Promise.all(instances.map(({ firstStart }) => firstStart.run()));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect([memory.tenants.size, memory.connectors.size]).toEqual([1, 1]);
  });

  it('leaves a directory alone that has any tenant', async () => {
    const { memory, tenants, firstStart } = setUp();
    await tenants.create(testCall(), { slug: 'acme', displayName: 'Acme' });
    expect(await firstStart.run()).toBe(false);
    expect(memory.tenants.size).toBe(1);
  });
});

describe('a change of a tenant', () => {
  it.each<[TenantPatch, string | undefined, unknown]>([
    [{ displayName: 'B' }, 'tenant.lifecycle.update', [{ path: 'displayName', from: 'A', to: 'B' }]],
    [{ enabled: false }, 'tenant.lifecycle.deactivate', [{ path: 'enabled', from: true, to: false }]],
    [{ displayName: 'A', enabled: false }, 'tenant.lifecycle.deactivate', [{ path: 'enabled', from: true, to: false }]],
    [
      { displayName: 'B', enabled: false },
      'tenant.lifecycle.deactivate',
      expect.arrayContaining([{ path: 'enabled', from: true, to: false }]),
    ],
    [{ displayName: 'A', enabled: true }, undefined, []],
    [{}, undefined, []],
  ])('%j is logged as %s', async (patch, eventType, logged) => {
    const { memory, tenants } = setUp();
    const tenant = await tenants.create(testCall(), { slug: 'a', displayName: 'A' });
    if (tenant === undefined) throw new Error('slug taken');
    const call = testCall();
    expect(await tenants.update(call, tenant, patch)).toMatchObject({ slug: 'a', ...patch });
    const event = memory.events[1]?.event;
    expect({ type: event?.eventType, changes: event?.changes ?? [] }).toEqual({ type: eventType, changes: logged });
    expect(call.recorded).toBe(eventType !== undefined);
  });

  it('of one that is gone is undefined and leaves nothing', async () => {
    const { memory, log, tenants } = setUp();
    const tenant = await tenants.create(testCall(), { slug: 'a', displayName: 'A' });
    if (tenant === undefined) throw new Error('slug taken');
    expect(await tenants.delete(testCall(), tenant)).toBe(true);
    expect(log.lines).toMatchObject([{ message: 'tenant deleted', fields: { tenant: 'a' } }]);
    expect(await tenants.update(testCall(), tenant, { displayName: 'B' })).toBeUndefined();
    expect(await tenants.delete(testCall(), tenant)).toBe(false);
    expect(memory.events).toHaveLength(1);
  });
});

describe('a change of a connector', () => {
  it.each<[ConnectorPatch, string | undefined, RegExp | undefined]>([
    [
      { syncEnabled: false },
      'application.lifecycle.deactivate',
      /^Synchronization of the connector Okta was switched off$/,
    ],
    [{ displayName: 'B' }, 'application.lifecycle.update', /was changed$/],
    [
      { provider: 'entra', syncEnabled: false },
      'application.lifecycle.deactivate',
      /off, and other settings of it were/,
    ],
    [{ customFields: ['a'], mode: 'strict' }, 'application.lifecycle.update', /was changed$/],
    [{ syncEnabled: true }, undefined, undefined],
    [{ customFields: [], tolerances: {} }, undefined, undefined],
  ])('%j is logged as %s', async (patch, eventType, sentence) => {
    const { memory, changes, tenants, connectors, firstStart } = setUp();
    await firstStart.run();
    const tenant = await tenants.find('default');
    const connector = await connectors.find({ tenantPk: tenant?.pk ?? 0 }, 'okta');
    if (connector === undefined) throw new Error('no connector');
    let announced = 0;
    changes.subscribe(() => (announced += 1));
    expect(await connectors.update(testCall(), connector, patch)).toMatchObject(patch);
    const event = memory.events[2]?.event;
    expect(event?.eventType).toBe(eventType);
    if (sentence !== undefined) expect(event?.displayMessage).toMatch(sentence);
    expect(announced).toBe(eventType === undefined ? 0 : 1);
  });

  it('switched on again is activate; deleted is delete', async () => {
    const { memory, connectors, firstStart } = setUp();
    await firstStart.run();
    const [connector] = memory.connectors.values();
    if (connector === undefined) throw new Error('no connector');
    const off = await connectors.update(testCall(), connector, { syncEnabled: false });
    await connectors.update(testCall(), off ?? connector, { syncEnabled: true });
    expect(await connectors.delete(testCall(), connector)).toBe(true);
    expect(memory.eventTypes().slice(-2)).toEqual(['application.lifecycle.activate', 'application.lifecycle.delete']);
  });
});

describe('slugs', () => {
  it.each(['a', '0', 'a-b', 'a1-2b', 'a'.repeat(63)])('%s', (slug) => expect(isSlug(slug)).toBe(true));
  it.each([
    '',
    '-',
    '-a',
    'a-',
    'a--b',
    'A',
    'a_b',
    'a b',
    'a.b',
    'ä',
    'a\n',
    '__proto__',
    'a'.repeat(64),
    `${'a-'.repeat(50_000)}`,
  ])('not %j', (slug) => expect(isSlug(slug)).toBe(false));
});

it('base URLs stand on PUBLIC_URL', () => {
  const urls = new BaseUrls('https://id.example.com/rollbook');
  expect(urls.scim('acme', 'okta')).toBe('https://id.example.com/rollbook/scim/acme/okta/v2');
  expect(urls.swagger()).toBe('https://id.example.com/rollbook/docs');
  expect(urls.admin('tenants', 'a/b')).toBe('https://id.example.com/rollbook/api/v1/tenants/a%2Fb');
});
