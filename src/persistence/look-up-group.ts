import type { Statement } from './connection.js';

/** In one message, which goes out as soon as it holds so many: the server looks them up while the next ones are read. */
const MOST = 4;

type Rows = readonly unknown[];

interface Waiting {
  readonly statement: Statement;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Look-ups that arrive in one turn of the event loop travel in messages of some, and their answers likewise: on a busy server
 * handing a message to the system, and being woken by its answer, took longer than whatever the look-up did. Each finds what is
 * committed when it runs, as it would alone. What fails is the server or the way to it, never one of them for itself: their
 * texts are ours and their values are keys.
 */
export class LookUpGroup {
  private waiting: Waiting[] = [];

  /** @param send answers each of the statements */
  constructor(private readonly send: (statements: readonly Statement[]) => Promise<readonly Rows[]>) {}

  ask(statement: Statement): Promise<Rows> {
    return new Promise((resolve, reject) => {
      // Behind all requests that have arrived by now.
      if (this.waiting.length === 0) setImmediate(() => this.sendWaiting());
      this.waiting.push({ statement, resolve, reject });
      if (this.waiting.length === MOST) this.sendWaiting();
    });
  }

  private sendWaiting(): void {
    const group = this.waiting;
    this.waiting = [];
    if (group.length > 0) void this.answer(group);
  }

  private async answer(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.send(group.map(({ statement }) => statement));
      if (results.length !== group.length) throw new Error(`${results.length} answers to ${group.length} look-ups`);
      // What a driver makes of a lone result is its rows themselves.
      if (!results.every(Array.isArray)) throw new Error('no rows in answer to a look-up');
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Rows);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
