import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ProcessLog } from '../audit/process-log.js';
import { foldText } from '../protocol/schema/fold-text.js';
import { networkOf } from '../tenancy/network-of.js';
import { FailureClock } from './failure-clock.js';
import { SignInFailureStore } from './sign-in-failure-store.js';
import { SignInLimit } from './sign-in-limit.js';

const MINUTE_MS = 60_000;
/** How long an instance may go on without what the others counted. */
const SYNC_AFTER_MS = 1_000;
/** Networks and keys that are told apart in one minute; the networks on top are counted as one, and so are the keys. */
const CAPACITY = 5_000;
/** 128 bits: enough that two never meet, and no key or address is written anywhere. */
const BUCKET_DIGITS = 32;

interface Bucket {
  /** What the database knew when it was asked last. */
  shared: number;
  /** What it has not been told. */
  pending: number;
}

/**
 * Counts wrong credentials by the network that they come from and by the key that they name, in whole minutes, together
 * with the other instances. It is asked only after a credential was found to be wrong: a right one is never limited,
 * whoever else fails from the same address.
 */
@Injectable()
export class SignInFailures implements OnApplicationShutdown {
  private minute = 0;
  private buckets = new Map<string, Bucket>();
  private forgottenBefore = 0;
  private timer: NodeJS.Timeout | undefined;
  private syncing: Promise<void> | undefined;

  constructor(
    private readonly store: SignInFailureStore,
    private readonly limit: SignInLimit,
    private readonly clock: FailureClock,
    private readonly log: ProcessLog,
  ) {}

  /**
   * @param key what the credential names: the key of a basic pair, the beginning of a token
   * @returns after how many seconds a wrong credential will be told again that it is wrong; undefined: now
   */
  note(address: string | null, key: string | undefined): number | undefined {
    const nowMs = this.clock.nowMs();
    this.enter(Math.floor(nowMs / MINUTE_MS));
    // A network beyond its limit fills no buckets of keys: one of them could name thousands.
    const isLimited =
      this.isBeyond('network', networkOf(address)) || (key !== undefined && this.isBeyond('key', canonical(key)));
    this.timer ??= setTimeout(() => void this.sync(), SYNC_AFTER_MS).unref();
    return isLimited ? Math.ceil(((this.minute + 1) * MINUTE_MS - nowMs) / 1_000) : undefined;
  }

  /** Tells the database what is new and asks what the others counted. Never rejects. */
  async sync(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.syncing !== undefined) await this.syncing;
    this.syncing = this.exchange().finally(() => (this.syncing = undefined));
    await this.syncing;
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.syncing;
  }

  private enter(minute: number): void {
    if (minute === this.minute) return;
    this.minute = minute;
    this.buckets = new Map();
  }

  private isBeyond(kind: 'network' | 'key', name: string): boolean {
    const own = hashOf(`${kind}:${name}`);
    const isRoom = this.buckets.size < CAPACITY || this.buckets.has(own);
    const hash = isRoom ? own : hashOf(`others:${kind}`);
    const bucket = this.buckets.get(hash) ?? { shared: 0, pending: 0 };
    this.buckets.set(hash, bucket);
    bucket.pending += 1;
    return bucket.shared + bucket.pending > this.limit.perMinute;
  }

  private async exchange(): Promise<void> {
    const { minute, buckets } = this;
    const added = new Map([...buckets].flatMap(([hash, { pending }]) => (pending > 0 ? [[hash, pending]] : [])));
    if (added.size === 0) return;
    try {
      const totals = await this.store.add(minute, added);
      for (const [hash, count] of added) {
        const bucket = buckets.get(hash);
        if (bucket === undefined) continue;
        bucket.pending -= count;
        bucket.shared = totals.get(hash) ?? bucket.shared + count;
      }
      if (this.forgottenBefore < minute) await this.store.forgetBefore(minute - 1);
      this.forgottenBefore = minute;
    } catch (error) {
      this.log.warn({ err: error }, 'failed sign-ins could not be counted together with the other instances');
      this.timer ??= setTimeout(() => void this.sync(), SYNC_AFTER_MS).unref();
    }
  }
}

function hashOf(bucket: string): string {
  return createHash('sha256').update(`rollbook:failure:${bucket}`).digest('hex').slice(0, BUCKET_DIGITS);
}

/** A key in other letters or with blanks around it is the same key to whoever guesses. */
function canonical(key: string): string {
  return foldText(key.replace(/\s+/g, ''));
}
