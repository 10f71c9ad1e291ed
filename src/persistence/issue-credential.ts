import type { LogEvent } from '../audit/log-event.js';
import type { CredentialDraft, IssueConditions, Replaced } from '../credentials/credential-store.js';
import type { Credential } from '../credentials/credential.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { deleteTokensOf } from './access-token-rows.js';
import { appendEvent } from './append-event.js';
import { claimKey } from './claim-key.js';
import { countValid, insertCredential, lockConnector } from './insert-credential.js';
import type { Transaction } from './transaction.js';

export interface Issuance {
  readonly draft: CredentialDraft;
  readonly event: LogEvent;
  readonly conditions: IssueConditions;
  readonly replaced?: Replaced;
}

/** Undoes the unit: its claim on a key, too, must not outlive a refusal. */
class Abandoned extends Error {
  constructor(readonly outcome: 'full' | undefined) {
    super('abandoned');
  }
}

/**
 * Makes a credential, and ends the one that it replaces, with their event.
 * @param now RFC 3339 UTC
 * @returns `full` at the limit of the connector; undefined when that, or what would be replaced, is gone, disabled or has ended
 * @throws KeyTaken
 */
export async function issueCredential(
  database: Database,
  scope: TenantScope,
  { draft, event, conditions, replaced }: Issuance,
  now: string,
): Promise<Credential | 'full' | undefined> {
  try {
    return await database.withTransaction(async (tx) => {
      await claimKey(tx, conditions.claim, draft.id, now);
      if (!(await lockConnector(tx, scope, draft.connectorPk))) throw new Abandoned(undefined);
      if (replaced !== undefined && !(await end(tx, scope, draft, replaced, now))) throw new Abandoned(undefined);
      if ((await countValid(tx, scope, draft.connectorPk, now)) >= conditions.maxValid) throw new Abandoned('full');
      const credential = await insertCredential(tx, scope, draft, now);
      await appendEvent(tx, scope.tenantPk, event);
      return credential;
    });
  } catch (error) {
    if (error instanceof Abandoned) return error.outcome;
    throw error;
  }
}

/** Without an overlap its access tokens end for good: they would come back with a later end of their client. */
async function end(
  tx: Transaction,
  scope: TenantScope,
  { connectorPk, type }: Pick<CredentialDraft, 'connectorPk' | 'type'>,
  { pk, endsAt, warnedDays }: Replaced,
  now: string,
): Promise<boolean> {
  const { affected } = await tx.execute(
    'UPDATE credential SET warned_days = ?, expires_at = CASE WHEN expires_at < ? THEN expires_at ELSE ? END ' +
      'WHERE pk = ? AND tenant_id = ? AND connector_id = ? AND enabled = 1 AND (expires_at IS NULL OR expires_at > ?)',
    [warnedDays, endsAt, endsAt, pk, scope.tenantPk, connectorPk, now],
  );
  if (affected === 1 && type === 'oauth' && endsAt <= now) await deleteTokensOf(tx, scope, pk);
  return affected === 1;
}
