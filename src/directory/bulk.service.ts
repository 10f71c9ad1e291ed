import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { uuidv7 } from '../audit/uuidv7.js';
import type { Call } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import type { BulkOperation, BulkRequest, BulkTarget } from '../protocol/bulk/bulk-operation.js';
import type { BulkResult } from '../protocol/bulk/bulk-response.js';
import { orderOperations } from '../protocol/bulk/order-operations.js';
import { bulkIdIn, resolveReferences } from '../protocol/bulk/resolve-references.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { ScimError } from '../protocol/scim-error.js';
import { shownText } from '../protocol/shown-text.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { locationOf } from './assemble-resource.js';
import { bulkCall } from './bulk-call.js';
import type { Caller } from './caller.js';
import { GroupsService } from './groups.service.js';
import { type Performed, performOperation } from './perform-operation.js';
import { UsersService } from './users.service.js';

/** What echoes of a bulkId in a sentence. */
const SHOWN = 100;

/** What a bulk request needs from the HTTP layer around each of its operations. */
export interface BulkSurroundings {
  /** Asks again whether the caller may write: a long bulk must not outlive its credential. @throws ScimError */
  readonly admit: () => Promise<unknown>;
  /** Leaves the event of an operation that changed nothing; does nothing where the change left its own. */
  readonly succeeded: (call: Call, status: number) => void;
  readonly refused: (call: Call, refusal: Pick<ScimError, 'status' | 'scimType'> & { reason: string }) => Promise<void>;
}

type Ids = ReadonlyMap<string, string>;

/**
 * Runs bulk requests (RFC 7644 §3.7): one operation after the other through the services of users and groups, each with
 * their rules, a transaction and a log event of its own. A failure undoes nothing that came before it.
 */
@Injectable()
export class BulkService {
  constructor(
    private readonly users: UsersService,
    private readonly groups: GroupsService,
    private readonly urls: BaseUrls,
    private readonly log: ProcessLog,
  ) {}

  /** @returns what became of each operation that was processed, in the order of the request */
  async run(caller: Caller, request: BulkRequest, around: BulkSurroundings): Promise<readonly BulkResult[]> {
    const { operations, failOnErrors = Infinity } = request;
    const results = new Map<number, BulkResult>();
    const ids = new Map<string, string>();
    // The operations tell the log what happened; the request around them has nothing to add.
    caller.call.recorded = true;
    let errors = 0;
    const note = (index: number, result: BulkResult): void => {
      results.set(index, result);
      if (result.response !== undefined) errors += 1;
    };
    for (const { index, circle } of orderOperations(operations)) {
      const operation = operations[index];
      if (operation === undefined || results.has(index)) continue;
      if (errors >= failOnErrors) break;
      if (circle === undefined) note(index, await this.runOne(caller, operation, ids, around));
      else (await this.runCircle(caller, operations, circle, ids, around)).forEach((result, one) => note(one, result));
    }
    return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
  }

  /** @param ids of what was created, by bulkId; one more where this operation creates something */
  private async runOne(
    caller: Caller,
    operation: BulkOperation,
    ids: Map<string, string>,
    around: BulkSurroundings,
    plannedId?: string,
  ): Promise<BulkResult> {
    const tolerances = caller.tolerances.fresh();
    const call = { ...bulkCall(caller, operation), tolerances: tolerances.used };
    try {
      await around.admit();
      const done = await this.execute({ ...caller, call, tolerances }, operation, ids, plannedId);
      around.succeeded(call, done.status);
      if (operation.method === 'POST' && operation.bulkId !== undefined) ids.set(operation.bulkId, done.id);
      return this.success(caller, operation, done);
    } catch (thrown) {
      const error = this.toScimError(call, thrown);
      await around.refused(call, { status: error.status, scimType: error.scimType, reason: error.detail });
      return this.failure(caller, operation, error, ids);
    } finally {
      // SQLite answers without leaving the thread: let other requests in between.
      await setImmediate();
    }
  }

  /**
   * RFC 7644 §3.7.1: a circle is tried. Its ids are given out before anything is created, so that every reference has one.
   * Where an operation fails, nothing may point at what it did not create: what the others have made goes again.
   */
  private async runCircle(
    caller: Caller,
    operations: readonly BulkOperation[],
    circle: readonly number[],
    ids: Map<string, string>,
    around: BulkSurroundings,
  ): Promise<ReadonlyMap<number, BulkResult>> {
    const members = circle.flatMap((index) => {
      const member = operations[index];
      return member === undefined ? [] : [[index, member] as const];
    });
    const planned = new Map(ids);
    for (const [, { bulkId }] of members) if (bulkId !== undefined) planned.set(bulkId, uuidv7());
    const results = new Map<number, BulkResult>();
    for (const [index, member] of members) {
      const result = await this.runOne(caller, member, planned, around, planned.get(member.bulkId ?? ''));
      results.set(index, result);
      if (result.response !== undefined) break;
    }
    if ([...results.values()].every(({ response }) => response === undefined)) {
      for (const [bulkId, id] of planned) ids.set(bulkId, id);
      return results;
    }
    const left = new Map<number, string>();
    const spared = members.filter(([index]) => results.get(index)?.response === undefined);
    for (const [index, { target, bulkId = '' }] of spared) {
      const id = planned.get(bulkId);
      if (target === undefined || id === undefined || !results.has(index)) continue;
      const { status } = await this.runOne(caller, { method: 'DELETE', target: { ...target, id } }, ids, around);
      // 404: somebody else was faster.
      if (status !== '204' && status !== '404') left.set(index, id);
    }
    for (const [index, { method, bulkId, target }] of spared) {
      const named = { ...(bulkId === undefined ? {} : { bulkId }), ...(target === undefined ? {} : { target }) };
      const refused = { method, ...named, refusal: circular(left.size, left.get(index)) };
      results.set(index, await this.runOne(caller, refused, ids, around));
    }
    return results;
  }

  private async execute(caller: Caller, operation: BulkOperation, ids: Ids, plannedId?: string): Promise<Performed> {
    if ('refusal' in operation) throw operation.refusal;
    if (operation.isMethodMiscased === true) caller.tolerances.accept('opCase', () => miscased(operation.method));
    const resolved = resolveReferences(operation, (bulkId) => idFor(bulkId, ids));
    const service = operation.target.type === 'User' ? this.users : this.groups;
    return performOperation(service, caller, operation, resolved, plannedId);
  }

  private success(caller: Caller, { method, bulkId, target }: BulkOperation, done: Performed): BulkResult {
    return {
      ...this.location(caller, target?.type, done.id),
      method,
      ...(bulkId === undefined ? {} : { bulkId }),
      ...(done.version === undefined ? {} : { version: done.version }),
      status: String(done.status),
    };
  }

  /** RFC 7644 §3.7: the location stands beside every failure but that of a POST; unless the path itself leads nowhere. */
  private failure(caller: Caller, operation: BulkOperation, error: ScimError, ids: Ids): BulkResult {
    const { method, bulkId, target } = operation;
    return {
      ...(method === 'POST' ? {} : this.location(caller, target?.type, idIn(target, ids))),
      method,
      ...(bulkId === undefined ? {} : { bulkId }),
      status: String(error.status),
      response: error.toBody(),
    };
  }

  private location(caller: Caller, type: ResourceTypeName | undefined, id: string | undefined): { location?: string } {
    if (type === undefined || id === undefined) return {};
    return { location: locationOf(this.urls.scim(caller.tenant.slug, caller.connector.slug), { type, id }) };
  }

  /** As the exception filter does for a request of its own. */
  private toScimError(call: Call, thrown: unknown): ScimError {
    const error =
      thrown instanceof ScimError
        ? thrown
        : ScimError.http(500, 'The server failed. The log of this server has the cause under the request id.', {
            cause: thrown,
          });
    if (error.status >= 500) {
      this.log.error({ requestId: call.id, status: error.status, err: error.cause ?? thrown }, 'bulk operation failed');
    }
    return error;
  }
}

function idFor(bulkId: string, ids: Ids): string {
  const id = ids.get(bulkId);
  if (id !== undefined) return id;
  throw ScimError.invalidValue(
    `This operation refers to "bulkId:${shownText(bulkId, SHOWN)}", but no operation with this bulkId created a resource ` +
      'in this request: it failed, or there is none.',
  );
}

function idIn(target: BulkTarget | undefined, ids: Ids): string | undefined {
  const bulkId = target?.id === undefined ? undefined : bulkIdIn(target.id);
  return bulkId === undefined ? target?.id : ids.get(bulkId);
}

/** RFC 9110 §9.1: methods are case-sensitive. */
function miscased(method: string): ScimError {
  return ScimError.invalidSyntax(`The "method" of this operation must be "${method}", in capital letters.`);
}

/**
 * RFC 7644 §3.7.1: circular references that cannot be resolved are a conflict.
 * @param left how much of the circle could not be removed again; @param id of that, where it is this very operation's
 */
function circular(left: number, id: string | undefined): ScimError {
  return ScimError.http(
    409,
    'The bulkIds of this and other operations refer to each other in a circle, and one of them failed; the error stands in ' +
      `its result. ${removalWords(left, id)} Correct that one; or leave the reference (such as manager) out ` +
      'and set it with a PATCH that comes later in the same request.',
  );
}

function removalWords(left: number, id: string | undefined): string {
  if (left === 0) return 'What had been created was removed again.';
  if (id === undefined) return `What had been created was removed again, but for ${left} whose results say so.`;
  return `What this operation created could not be removed again: it is still there under the id ${id}. Delete it.`;
}
