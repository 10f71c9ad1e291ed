import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { LogEvent } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { ProcessLog } from '../audit/process-log.js';
import { systemCall } from '../audit/system-call.js';
import { fieldTarget } from '../tenancy/extended-fields.service.js';
import { inSteps } from '../tenancy/in-steps.js';
import { TenancyChanges } from '../tenancy/tenancy-changes.js';
import { type DeletedField, FieldCleanupStore } from './field-cleanup-store.js';

/** After a change, also one of another kind: deletions are among them, and looking is cheap. */
const SOON_MS = 1_000;
/** What other instances have deleted, and what waits. */
const INTERVAL_MS = 60_000;

/** Removes the values of deleted extended fields, in short transactions with other writers between them. */
@Injectable()
export class FieldCleanup implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly store: FieldCleanupStore,
    private readonly changes: TenancyChanges,
    private readonly log: ProcessLog,
  ) {}

  onApplicationBootstrap(): void {
    this.changes.subscribe(() => {
      if (this.running === undefined) this.wait(SOON_MS);
    });
    this.wait(INTERVAL_MS);
  }

  /** The database stays open until the step that runs has ended. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** All that there is to remove now. Several instances may do so at once. */
  async run(): Promise<void> {
    for (const field of await this.store.deletedFields())
      await inSteps(
        () => this.step(field),
        () => this.isStopping,
      );
  }

  private async step(field: DeletedField): Promise<boolean> {
    const describe = {
      step: (users: number) => stepEvent(field, users),
      end: (users: number) => endEvent(field, users),
    };
    return (await this.store.cleanStep(field, describe)) === 'more';
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    if (this.isStopping) return;
    this.timer = setTimeout(() => {
      this.running = this.run()
        .catch((error: unknown) =>
          this.log.warn({ err: error }, 'values of deleted extended fields could not be removed'),
        )
        .finally(() => {
          this.running = undefined;
          this.wait(INTERVAL_MS);
        });
    }, ms);
    this.timer.unref();
  }
}

/** Made for a replay of the log: who asks it what happened is told by the last one. */
function stepEvent(field: DeletedField, users: number): LogEvent {
  return makeEvent(cleanupCall(), {
    eventType: 'extended_field.values.clean',
    severity: 'DEBUG',
    displayMessage: `Values of the deleted extended field ${field.fieldId} were removed from ${users} ${users === 1 ? 'user' : 'users'}`,
    target: [fieldTarget(field)],
  });
}

function endEvent(field: DeletedField, users: number): LogEvent {
  return makeEvent(cleanupCall(), {
    eventType: 'extended_field.values.delete',
    displayMessage: `The values of the deleted extended field ${field.fieldId} were removed; users who had one: ${users}`,
    target: [fieldTarget(field)],
  });
}

const cleanupCall = (): Call => ({ ...systemCall('cleanup'), method: 'CLEANUP' });
