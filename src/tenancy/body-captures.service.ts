import { setImmediate as othersTurn } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import type { Json } from '../protocol/json.js';
import { maskBody, type Side } from '../protocol/mask/mask-body.js';
import { schemasWith } from '../protocol/schema/extended-schemas.js';
import { CORE_SCHEMAS, type ResourceSchemas } from '../protocol/schema/resource-types.js';
import { type BodyCapture, type BodyCaptureDraft, BodyCaptureStore, type CapturedBody } from './body-capture-store.js';
import { ExtendedFieldStore } from './extended-field-store.js';
import { type PageRequest, TenantStore } from './tenant-store.js';
import type { Connector } from './tenant.js';

/** What one body may have, as it came and as it is kept. */
const MAX_BYTES = 64 * 1024;
/** Calls that wait to be written, with at most two bodies of `MAX_BYTES` each. */
const CAPACITY = 100;
const BATCH = 20;
const FLUSH_AFTER_MS = 200;
/** The sweep comes every hour, so nothing is there for more than a day. */
const KEPT_MS = 23 * 60 * 60 * 1_000;
const MAX_PATH = 1_024;
/** What stands behind the base URL of a connector; the token endpoint is none of it. */
const SCIM_PATH = /^\/+scim\/+[^/]+\/+[^/]+\/+v[12](\/.*)?$/i;

/** What a call brought and took along, before it is masked. */
export interface SeenBodies {
  readonly status: number;
  /** As it was parsed; undefined where it was not. */
  readonly request: unknown;
  /** What was given to be sent; null where it went out in pieces. */
  readonly response: unknown;
}

interface Seen {
  readonly status: number;
  readonly request: unknown;
  readonly response: string | CapturedBody | null;
  readonly call: Call;
  readonly tenantPk: number;
  readonly connectorPk: number;
  readonly below: string;
}

/**
 * Keeps what the calls of a connector say, masked, while an admin wants to see it. Behind the answer and in memory of bounded
 * size: what comes faster than it is written, or cannot be written, is not kept.
 */
@Injectable()
export class BodyCaptures implements OnApplicationShutdown {
  private pending: Seen[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private dropped = 0;

  constructor(
    private readonly store: BodyCaptureStore,
    private readonly tenants: TenantStore,
    private readonly fields: ExtendedFieldStore,
    private readonly log: ProcessLog,
  ) {}

  /** Whether the bodies of a call are kept: those of strangers are not, who could push out what is looked for. */
  wants({ scope, actor, failedSignIn }: Call): boolean {
    const until = scope?.connector?.bodyCaptureUntil;
    if (until === undefined || until === null) return false;
    return Date.parse(until) > Date.now() && actor?.type === 'PublicClientApp' && failedSignIn !== true;
  }

  /** Of a call that `wants`, when it is answered. */
  note(call: Call, bodies: SeenBodies): void {
    const below = SCIM_PATH.exec(call.path)?.[1] ?? '';
    if (call.scope?.connector === undefined || !SCIM_PATH.test(call.path)) return;
    if (this.pending.length >= CAPACITY) {
      this.dropped += 1;
      return;
    }
    const { tenantPk, connector } = call.scope;
    const request = (call.bodyBytes ?? 0) > MAX_BYTES ? undefined : bodies.request;
    // What is too long to be kept is not held in memory until then either.
    const response = withinLimit(bodies.response);
    this.pending.push({ status: bodies.status, request, response, call, tenantPk, connectorPk: connector.pk, below });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
  }

  /** The newest first, and what was just answered is there. */
  async list(connector: Connector, page: PageRequest, transactionId?: string): Promise<readonly BodyCapture[]> {
    await this.flush();
    const since = keptSince();
    return this.store.list({ tenantPk: connector.tenantPk }, connector.pk, { ...page, transactionId, since });
  }

  /** Writes what is pending. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.flushing !== undefined) await this.flushing;
    if (this.pending.length === 0) return;
    this.flushing = this.write().finally(() => (this.flushing = undefined));
    await this.flushing;
  }

  onApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private async write(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = this.pending.splice(0, BATCH);
      try {
        await this.store.add(await this.masked(batch));
      } catch (error) {
        this.log.warn({ err: error, captures: batch.length }, 'captured bodies could not be written and are lost');
      }
    }
    if (this.dropped > 0) this.log.warn({ dropped: this.dropped }, 'bodies came too fast to be captured');
    this.dropped = 0;
  }

  private async masked(batch: readonly Seen[]): Promise<readonly BodyCaptureDraft[]> {
    const schemas = new Map<number, Promise<ResourceSchemas | undefined>>();
    const drafts: BodyCaptureDraft[] = [];
    for (const seen of batch) {
      const { call, tenantPk, connectorPk, status } = seen;
      const known = schemas.get(connectorPk) ?? this.schemasOf(tenantPk, connectorPk);
      schemas.set(connectorPk, known);
      const own = await known;
      if (own === undefined) continue;
      // Masking is work, and requests wait meanwhile.
      await othersTurn();
      drafts.push({
        ...{ tenantPk, connectorPk, transactionId: call.id, at: call.at.toISOString(), method: call.method, status },
        path: call.path.slice(0, MAX_PATH),
        ...{ request: requestOf(seen, own), response: responseOf(seen, own) },
      });
    }
    return drafts;
  }

  /** As they are now. @returns undefined when the connector is gone */
  private async schemasOf(tenantPk: number, connectorPk: number): Promise<ResourceSchemas | undefined> {
    const [connector] = await this.tenants.findConnectorsByPk({ tenantPk }, [connectorPk]);
    if (connector === undefined || connector.customFields.length === 0) return connector && CORE_SCHEMAS;
    const published = new Set(connector.customFields.map((id) => id.toLowerCase()));
    const fields = await this.fields.list({ tenantPk });
    return schemasWith(
      connector.customFieldNamespace,
      fields.filter(({ state, fieldId }) => state === 'on' && published.has(fieldId.toLowerCase())),
    );
  }
}

/** What is older than this is removed, and not shown any more. */
export const keptSince = (now = Date.now()): string => new Date(now - KEPT_MS).toISOString();

function requestOf({ call: { bodyBytes, method }, request, below }: Seen, schemas: ResourceSchemas) {
  if (!['POST', 'PUT', 'PATCH'].includes(method)) return null;
  if (bodyBytes === undefined) return { note: 'not read' };
  if (bodyBytes === 0) return null;
  if (bodyBytes > MAX_BYTES) return tooLarge(bodyBytes);
  return request === undefined ? notJson(bodyBytes) : kept(request as Json, 'request', below, schemas);
}

function withinLimit(response: unknown): Seen['response'] {
  if (response === null) return { note: 'sent in pieces as it was read' };
  if (typeof response !== 'string' && !Buffer.isBuffer(response)) return null;
  const bytes = Buffer.byteLength(response);
  return bytes > MAX_BYTES ? tooLarge(bytes) : response.toString();
}

function responseOf({ call: { method }, response, below }: Seen, schemas: ResourceSchemas): CapturedBody | null {
  if (typeof response !== 'string') return response;
  if (response === '' || method === 'HEAD') return null;
  try {
    return kept(JSON.parse(response) as Json, 'response', below, schemas);
  } catch {
    return notJson(Buffer.byteLength(response));
  }
}

function kept(body: Json, side: Side, below: string, schemas: ResourceSchemas): CapturedBody {
  const masked = maskBody(body, side, below, schemas);
  const bytes = Buffer.byteLength(JSON.stringify(masked));
  return bytes > MAX_BYTES ? tooLarge(bytes) : { body: masked };
}

const notJson = (bytes: number): CapturedBody => ({ note: `not JSON, ${bytes} bytes` });
const tooLarge = (bytes: number): CapturedBody => ({
  note: `${bytes} bytes, more than the ${MAX_BYTES} that are kept`,
});
