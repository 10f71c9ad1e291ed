// The only file that knows argon2.
import { randomUUID } from 'node:crypto';
import { hash as argon2id, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { ScimError } from '../protocol/scim-error.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { PasswordQueue, type PasswordQueueLoad } from './password-queue.js';
import { QueueFull } from './password-waiting-room.js';

/** OWASP Password Storage Cheat Sheet: memory in KiB. argon2id is what the package does where nothing else is named. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes that run at once. Each is a thread of its own and 19 MiB. */
const RUNNING = 2;
/** Places to wait in: less than a second of work. Neither people nor identity providers take those of the other. */
const ROOMS = { hash: 64, verify: 32 } as const;
const RETRY_AFTER_SECONDS = 1;

/** PHC string format, bounded: nothing in the table may cost more than what we wrote ourselves. */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/;
const MOST = { memoryCost: 65_536, timeCost: 10, parallelism: 4 } as const;

/** Hashes and verifies passwords, a bounded number of them at once. Takes the text of `opaqueText`. */
@Injectable()
export class PasswordHasher {
  private readonly queue = new PasswordQueue(RUNNING, ROOMS);
  private dummy: Promise<string> | undefined;

  /** @returns a PHC string. @throws ScimError 429 */
  hash(scope: TenantScope, text: string): Promise<string> {
    return this.queued('hash', scope, () => argon2id(text, PARAMETERS));
  }

  /**
   * At the same cost whatever there is to compare with.
   * @param stored undefined where there is no hash: the answer is then false
   * @throws ScimError 429
   */
  verify(scope: TenantScope, stored: string | undefined, text: string): Promise<boolean> {
    return this.queued('verify', scope, async () => {
      const dummy = await this.dummyHash();
      const isUsable = stored !== undefined && isBounded(stored);
      const isRight = await verify(isUsable ? stored : dummy, text);
      return isUsable && isRight;
    });
  }

  load(): PasswordQueueLoad<keyof typeof ROOMS> {
    return this.queue.load();
  }

  private dummyHash(): Promise<string> {
    return (this.dummy ??= argon2id(randomUUID(), PARAMETERS));
  }

  private async queued<T>(kind: keyof typeof ROOMS, { tenantPk }: TenantScope, work: () => Promise<T>): Promise<T> {
    try {
      return await this.queue.run(kind, tenantPk, work);
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      throw ScimError.tooManyRequests(
        'The server is busy with the passwords of other requests. Try again in a second.',
        RETRY_AFTER_SECONDS,
      );
    }
  }
}

function isBounded(stored: string): boolean {
  const [, memoryCost = '', timeCost = '', parallelism = ''] = PHC.exec(stored) ?? [];
  if (memoryCost === '') return false;
  return (
    Number(memoryCost) <= MOST.memoryCost &&
    Number(timeCost) <= MOST.timeCost &&
    Number(parallelism) <= MOST.parallelism
  );
}
