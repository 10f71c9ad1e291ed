import type { LogEvent } from '../audit/log-event.js';
import {
  type AccessTokenDraft,
  AccessTokenStore,
  type ClientConditions,
  type ClientRefusal,
} from '../credentials/access-token-store.js';
import type { Credential, CredentialOwner } from '../credentials/credential.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { admitClient, forgetBatch, keepNewestTokens } from './access-token-rows.js';
import { appendEvent } from './append-event.js';
import { FIND_TOKEN_OWNER, ownerFromRow, type OwnerRow } from './find-owner.js';

interface TokenOwnerRow extends OwnerRow {
  readonly token_hash: Buffer;
  readonly token_expires_at: string;
}

/**
 * Access tokens in a table. Those of a client, connector or tenant that was deleted find nobody any more, and go when their
 * time is up.
 */
export class SqlAccessTokenStore extends AccessTokenStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async findOwner(
    hash: Buffer,
  ): Promise<{ readonly owner: CredentialOwner; readonly hash: Buffer } | undefined> {
    const [row] = await this.database.read<TokenOwnerRow>(FIND_TOKEN_OWNER, [hash]);
    if (row === undefined) return undefined;
    const { owner } = ownerFromRow(row);
    return { owner: { ...owner, tokenExpiresAt: row.token_expires_at }, hash: row.token_hash };
  }

  override create(
    scope: TenantScope,
    client: Pick<Credential, 'pk'>,
    { hash, expiresAt }: AccessTokenDraft,
    event: LogEvent,
    conditions: ClientConditions & { readonly maxTokens: number },
  ): Promise<'created' | ClientRefusal> {
    return this.database.withTransaction(async (tx) => {
      const refusal = await admitClient(tx, scope, client.pk, conditions);
      if (refusal !== undefined) return refusal;
      await keepNewestTokens(tx, scope, client.pk, conditions.maxTokens - 1);
      await tx.execute(
        'INSERT INTO access_token (token_hash, tenant_id, credential_id, expires_at) VALUES (?, ?, ?, ?)',
        [hash, scope.tenantPk, client.pk, expiresAt],
      );
      await appendEvent(tx, scope.tenantPk, event);
      return 'created';
    });
  }

  override delete(
    scope: TenantScope,
    client: Pick<Credential, 'pk'>,
    hash: Buffer,
    event: LogEvent,
    conditions: ClientConditions,
  ): Promise<'deleted' | 'absent' | ClientRefusal> {
    return this.database.withTransaction(async (tx) => {
      const refusal = await admitClient(tx, scope, client.pk, conditions);
      if (refusal !== undefined) return refusal;
      const { affected } = await tx.execute(
        'DELETE FROM access_token WHERE token_hash = ? AND tenant_id = ? AND credential_id = ?',
        [hash, scope.tenantPk, client.pk],
      );
      if (affected === 0) return 'absent';
      await appendEvent(tx, scope.tenantPk, event);
      return 'deleted';
    });
  }

  override async forgetExpired(now: string): Promise<void> {
    for (const table of [
      ['access_token', 'token_hash'],
      ['used_assertion', 'assertion_hash'],
    ] as const)
      while (await this.database.withTransaction((tx) => forgetBatch(tx, table, now)));
  }
}
