import type { TenantScope } from '../tenancy/tenant.js';
import { isResourceId, TYPE_CODE } from './resource-columns.js';
import { resourcesNamed } from './resources-named.js';
import { chunksOf } from './sql.js';
import type { Transaction } from './transaction.js';

const CHUNK = 1_000;
const BEFORE = 'members_before';

/**
 * Adds users none of whom is a member yet to a group, in statements that look up and write a thousand each. Nothing is read:
 * as many rows as there are ids say enough. To be called under the lock of the group's row.
 * @param ids each once
 * @returns false, and nobody is added, where one of them is a member already or no live user of the tenant
 */
export async function addNewMembers(
  tx: Transaction,
  scope: TenantScope,
  groupPk: number,
  ids: readonly string[],
): Promise<boolean> {
  if (!ids.every(isResourceId)) return false;
  // One row or none leaves nothing to be undone.
  if (ids.length < 2) return addAll(tx, scope, groupPk, ids);
  await tx.defer(`SAVEPOINT ${BEFORE}`);
  const isDone = await addAll(tx, scope, groupPk, ids);
  if (!isDone) await tx.defer(`ROLLBACK TO SAVEPOINT ${BEFORE}`);
  await tx.defer(`RELEASE SAVEPOINT ${BEFORE}`);
  return isDone;
}

/** @returns false as soon as a statement has written fewer than it was told to */
async function addAll(tx: Transaction, scope: TenantScope, groupPk: number, ids: readonly string[]): Promise<boolean> {
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  for (const chunk of chunksOf(ids, CHUNK)) {
    const [only] = chunk;
    // MariaDB makes a table of a list, also where there is one id in it.
    const [named, value] =
      chunk.length === 1 && only !== undefined
        ? ['resource r WHERE r.id = ? AND', only]
        : [`${resourcesNamed(tx.dialect)} WHERE`, JSON.stringify(chunk)];
    const { affected } = await tx.execute(
      `${verb} INTO membership (group_pk, member_pk) SELECT ?, r.pk FROM ${named} ` +
        'r.tenant_id = ? AND r.type = ? AND r.live = 1',
      [groupPk, value, scope.tenantPk, TYPE_CODE.User],
    );
    if (affected < chunk.length) return false;
  }
  return true;
}
