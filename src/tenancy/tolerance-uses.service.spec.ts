import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryToleranceUseStore } from '../../test/support/memory-stores.js';
import { testCall } from '../../test/support/test-call.js';
import type { Call } from '../audit/call.js';
import type { Tolerance } from '../protocol/tolerance/tolerances.js';
import { presetOf } from './connector-settings.js';
import type { Connector } from './tenant.js';
import { ToleranceUsesService } from './tolerance-uses.service.js';

const connector: Connector = {
  ...{ pk: 7, id: 'c', tenantPk: 3, slug: 'entra', displayName: 'Entra', createdAt: '', bodyCaptureUntil: null },
  ...presetOf('entra'),
};
const call = (tolerances: readonly Tolerance[] | undefined, pk = 7): Call => ({
  ...testCall(),
  scope: { tenantPk: 3, tenantSlug: 't', connector: { ...connector, pk } },
  ...(tolerances === undefined ? {} : { tolerances: new Set(tolerances) }),
});
const countsOf = async (service: ToleranceUsesService) =>
  Object.fromEntries(Array.from(await service.of(connector), ([name, { uses }]) => [name, uses]));

describe('uses of tolerances', () => {
  it('count by call, of this connector, also before they are written', async () => {
    const service = new ToleranceUsesService(new MemoryToleranceUseStore(), new MemoryLog());
    service.noteSuccess(call(['opCase', 'stringBooleans']));
    service.noteSuccess(call(['opCase']));
    service.noteSuccess(call([]));
    service.noteSuccess(call(undefined));
    service.noteSuccess(call(['objectForArray'], 8));
    service.noteSuccess({ ...testCall(), tolerances: new Set<Tolerance>(['objectForArray']) });
    expect(await countsOf(service)).toEqual({ opCase: 2, stringBooleans: 1 });
    service.noteSuccess(call(['opCase']));
    expect(await countsOf(service)).toEqual({ opCase: 3, stringBooleans: 1 });
  });

  it('are written at shutdown', async () => {
    const store = new MemoryToleranceUseStore();
    const service = new ToleranceUsesService(store, new MemoryLog());
    service.noteSuccess(call(['opCase']));
    expect([...(await store.find(connector, 7))]).toEqual([]);
    await service.onApplicationShutdown();
    expect([...(await store.find(connector, 7))]).toEqual([
      ['opCase', { uses: 1, lastUsedAt: expect.any(String) as string }],
    ]);
  });
});
