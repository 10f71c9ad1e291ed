import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { LineFormat } from './export-line.js';
import { LogSink, SinkDown, SinkRefused } from './log-sink.js';

const LIMIT_MS = 10_000;
const SHORTEST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 1_000;

/**
 * Syslog over TCP (RFC 6587): octet counting for RFC 5424, an end of line behind anything else. The protocol knows no
 * receipt, so each batch has a connection of its own: we end it, and when the receiver ends it in turn it has read all of
 * it. A receiver that dies before leaves a reset, or silence, and the batch is sent again.
 */
export class TcpSink extends LogSink {
  constructor(
    readonly name: string,
    readonly format: LineFormat,
    private readonly to: { readonly host: string; readonly port: number },
    private readonly limitMs = LIMIT_MS,
  ) {
    super();
  }

  override async send(lines: readonly string[]): Promise<void> {
    const started = performance.now();
    const socket = await this.connected();
    const look = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, 2 * (performance.now() - started)));
    const ended = endOf(socket, this.limitMs);
    try {
      socket.write(lines.map((line) => this.framed(line)).join(''));
      // A receiver that went away at once has said so by now; later its end would look like a receipt.
      const early = ended.then(() => refuse('it closed the connection before it had read'));
      early.catch(() => undefined);
      await Promise.race([early, pause(look)]);
      socket.end();
      await ended;
    } catch (error) {
      if (error instanceof SinkRefused) throw error;
      throw new SinkRefused(`The receiver broke the connection: ${reasonOf(error)}.`, { cause: error });
    } finally {
      socket.destroy();
    }
  }

  private framed(line: string): string {
    return this.format === 'rfc5424' ? `${Buffer.byteLength(line)} ${line}` : `${line}\n`;
  }

  private connected(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      // Its end is no reason to end ours: it has to stay visible as what came first.
      const socket = connect({ ...this.to, allowHalfOpen: true, timeout: this.limitMs });
      const fail = (reason: string, cause?: unknown): void => {
        socket.destroy();
        reject(new SinkDown(`The receiver cannot be reached: ${reason}.`, { cause }));
      };
      socket.once('timeout', () => fail('no answer in time'));
      socket.once('error', (error) => fail(reasonOf(error), error));
      socket.once('connect', () => {
        socket.removeAllListeners('timeout').removeAllListeners('error');
        resolve(socket);
      });
    });
  }
}

/** When the receiver ends the connection. What it says is of no interest. */
function endOf(socket: Socket, limitMs: number): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    socket.once('end', resolve);
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.setTimeout(limitMs, () => reject(new Error('no answer in time')));
  });
  ended.catch(() => undefined);
  socket.resume();
  return ended;
}

function refuse(reason: string): never {
  throw new SinkRefused(`The receiver did not take it: ${reason}.`);
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
