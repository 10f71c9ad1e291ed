import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { foldText } from '../protocol/schema/fold-text.js';
import { ScimError } from '../protocol/scim-error.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { PasswordClock } from './password-clock.js';
import { networkOf } from '../tenancy/network-of.js';

/** Wrong passwords without any wait: people mistype, and devices repeat an old one. */
const FREE = 10;
const LONGEST_WAIT_MS = 15 * 60 * 1_000;
/** After this long without a wrong password the count begins anew. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1_000;
/** Pairs that are remembered; the one that was wrong least recently gives way. */
const CAPACITY = 50_000;
/** Checks from one network that are under way at once, so that no network fills the queue. */
const AT_ONCE = 16;

interface Failures {
  readonly count: number;
  readonly atMs: number;
}

export interface Attempt {
  readonly userName: string;
  /** Where the person is who signs in. */
  readonly address: string | null;
}

/** What became of an attempt. */
export type Verdict = 'right' | 'wrong' | 'unchecked';

/**
 * Slows down who tries passwords, by pairs of a userName and a network: ten wrong ones are free, then the wait doubles up to
 * 15 minutes. A wrong password from elsewhere never makes the right person wait (docs/operations.md). In memory: a guess
 * must not cost a write, and every instance counts for itself.
 */
@Injectable()
export class PasswordThrottle {
  /** By pair; the one that was wrong last at the end. */
  private readonly failures = new Map<string, Failures>();
  private readonly underWay = new Map<string, number>();

  constructor(private readonly clock: PasswordClock) {}

  /**
   * Counts as wrong until it is known to be right, so that many at once count as many.
   * @throws ScimError 429, which is not counted, and what `check` throws
   */
  async run(scope: TenantScope, attempt: Attempt, check: () => Promise<boolean>): Promise<boolean> {
    const network = `${scope.tenantPk} ${networkOf(attempt.address)}`;
    const pair = pairOf(network, attempt.userName);
    const before = this.recent(pair);
    this.assertWaited(before);
    this.enter(network);
    this.note(pair, { count: (before?.count ?? 0) + 1, atMs: this.clock.nowMs() });
    let verdict: Verdict = 'unchecked';
    try {
      const isRight = await check();
      verdict = isRight ? 'right' : 'wrong';
      return isRight;
    } finally {
      this.leave(network);
      if (verdict === 'right') this.failures.delete(pair);
      if (verdict === 'unchecked') this.takeBack(pair, before);
    }
  }

  private recent(pair: string): Failures | undefined {
    const known = this.failures.get(pair);
    return known !== undefined && this.clock.nowMs() - known.atMs < FORGOTTEN_AFTER_MS ? known : undefined;
  }

  private assertWaited(before: Failures | undefined): void {
    if (before === undefined || before.count < FREE) return;
    const wait = Math.min(1_000 * 2 ** (before.count - FREE), LONGEST_WAIT_MS);
    const left = before.atMs + wait - this.clock.nowMs();
    if (left > 0)
      throw ScimError.tooManyRequests(
        'There were too many wrong passwords for this userName from this address. Try again later.',
        Math.ceil(left / 1_000),
      );
  }

  private enter(network: string): void {
    const others = this.underWay.get(network) ?? 0;
    if (others >= AT_ONCE)
      throw ScimError.tooManyRequests(
        'Too many passwords from this address are being checked. Try again in a second.',
        1,
      );
    this.underWay.set(network, others + 1);
  }

  private leave(network: string): void {
    const others = (this.underWay.get(network) ?? 1) - 1;
    if (others === 0) this.underWay.delete(network);
    else this.underWay.set(network, others);
  }

  private note(pair: string, failures: Failures): void {
    this.failures.delete(pair);
    this.failures.set(pair, failures);
    const [oldest] = this.failures.keys();
    if (this.failures.size > CAPACITY && oldest !== undefined) this.failures.delete(oldest);
  }

  private takeBack(pair: string, before: Failures | undefined): void {
    const known = this.failures.get(pair);
    if (known === undefined) return;
    if (known.count <= 1) this.failures.delete(pair);
    else this.failures.set(pair, { count: known.count - 1, atMs: before?.atMs ?? known.atMs });
  }
}

/** Of a fixed length, whatever somebody types as a name. In any letter case: it is one user. */
function pairOf(network: string, userName: string): string {
  return createHash('sha256')
    .update(`${network} ${foldText(userName)}`)
    .digest('base64');
}
