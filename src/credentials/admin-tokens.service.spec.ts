import { MemoryLog } from '../../test/support/memory-log.js';
import { Memory, MemoryAdminTokenStore } from '../../test/support/memory-stores.js';
import { testCall } from '../../test/support/test-call.js';
import { TenancyChanges } from '../tenancy/tenancy-changes.js';
import { AdminTokensService } from './admin-tokens.service.js';
import { BootstrapToken } from './bootstrap-token.js';

const BOOTSTRAP = 'bootstrap-token-of-the-environment-0123456789';
const PAST = '2020-01-01T00:00:00.000Z';

const serviceOver = (memory: Memory, bootstrap?: string): AdminTokensService =>
  new AdminTokensService(
    new MemoryAdminTokenStore(memory),
    new BootstrapToken(bootstrap),
    new MemoryLog(),
    new TenancyChanges(),
  );

describe('the first start', () => {
  it('makes one token among several instances, and it works', async () => {
    const memory = new Memory();
    const instances = [serviceOver(memory), serviceOver(memory), serviceOver(memory)];
    const tokens = await Promise.all(instances.map((service) => service.ensureFirst()));
    const [token, ...others] = tokens.filter((made) => made !== undefined);
    expect(others).toEqual([]);
    expect(await serviceOver(memory).authenticate(token)).toMatchObject({ name: 'first start' });
    expect(await serviceOver(memory).ensureFirst()).toBeUndefined();
  });

  it('makes none where the environment gives one', async () => {
    const memory = new Memory();
    expect(await serviceOver(memory, BOOTSTRAP).ensureFirst()).toBeUndefined();
    expect(memory.adminTokens.size).toBe(0);
  });
});

it.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['empty', ''],
  ['a number', 0],
  ['true', true],
  ['an array', [BOOTSTRAP]],
  ['an object', {}],
  ['32 NUL bytes', '\0'.repeat(32)],
  ['a megabyte', 'x'.repeat(1 << 20)],
])('%s is nobody, with and without ADMIN_TOKEN', async (_, token) => {
  const memory = new Memory();
  await serviceOver(memory).ensureFirst();
  expect(await serviceOver(memory).authenticate(token)).toBeUndefined();
  expect(await serviceOver(memory, BOOTSTRAP).authenticate(token)).toBeUndefined();
  expect(memory.lookUps).toBe(0);
});

describe('deleting', () => {
  it('refuses the last usable token', async () => {
    const service = serviceOver(new Memory());
    const { adminToken } = await service.create(testCall(), { name: 'one' });
    await service.create(testCall(), { name: 'expired', expiresAt: PAST });
    expect(await service.delete(testCall(), adminToken.id)).toBe('last');
    const { adminToken: other } = await service.create(testCall(), { name: 'two' });
    expect(await service.delete(testCall(), adminToken.id)).toBe('deleted');
    expect(await service.delete(testCall(), adminToken.id)).toBe('absent');
    expect(await service.delete(testCall(), other.id)).toBe('last');
  });

  it('allows it while ADMIN_TOKEN is set', async () => {
    const service = serviceOver(new Memory(), BOOTSTRAP);
    const { adminToken } = await service.create(testCall(), { name: 'one' });
    expect(await service.delete(testCall(), adminToken.id)).toBe('deleted');
  });

  it('finds what is behind the first page', async () => {
    const service = serviceOver(new Memory());
    const first = await service.create(testCall(), { name: 'first' });
    for (let n = 0; n < 100; n += 1) await service.create(testCall(), { name: `expired ${n}`, expiresAt: PAST });
    expect(await service.delete(testCall(), first.adminToken.id)).toBe('last');
    const last = await service.create(testCall(), { name: 'last' });
    expect(await service.delete(testCall(), first.adminToken.id)).toBe('deleted');
    expect(await service.delete(testCall(), last.adminToken.id)).toBe('last');
  });
});
