import { Injectable } from '@nestjs/common';
import { ProcessLog } from '../audit/process-log.js';
import { BodyCaptureStore } from './body-capture-store.js';
import { keptSince } from './body-captures.service.js';
import { HourlyUpkeep } from './hourly-upkeep.js';
import { inSteps } from './in-steps.js';

const FIRST_RUN_MS = 2 * 60 * 1_000;

/** Removes captured bodies, of all tenants, before they are a day old: in short transactions with others between them. */
@Injectable()
export class BodyCaptureSweep extends HourlyUpkeep {
  constructor(
    private readonly store: BodyCaptureStore,
    log: ProcessLog,
  ) {
    super(log, FIRST_RUN_MS, 'old captured bodies could not be removed');
  }

  /** Several instances may do so at once. */
  run(now = Date.now()): Promise<void> {
    const before = keptSince(now);
    return inSteps(
      () => this.store.removeBefore(before),
      () => this.isStopping,
    );
  }
}
