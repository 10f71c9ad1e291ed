import { BufferedOutput } from './buffered-output.js';

const line = (n: number): string => `{"n":${n},"text":"${'x'.repeat(80)}ü"}\n`;

/** A reader that takes what the test says. */
class Reader {
  text = '';
  writes = 0;
  /** Bytes of one write; 0: full; an error: thrown. */
  takes: number | string = Infinity;
  readonly write = (_: number, bytes: Uint8Array): number => {
    this.writes += 1;
    if (typeof this.takes === 'string') throw Object.assign(new Error(this.takes), { code: this.takes });
    const taken = Math.min(bytes.length, this.takes);
    this.text += Buffer.from(bytes.subarray(0, taken)).toString('latin1');
    return taken;
  };
  read(): string {
    return Buffer.from(this.text, 'latin1').toString('utf8');
  }
}

let reader: Reader;
let output: BufferedOutput;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance'] });
  reader = new Reader();
  output = new BufferedOutput(1, reader.write);
});
afterEach(() => jest.useRealTimers());

const write = (from: number, to: number): string => {
  let all = '';
  for (let n = from; n < to; n += 1) {
    output.write(line(n));
    all += line(n);
  }
  return all;
};

it('lines of an idle server go out after a tenth of a second, together', () => {
  const all = write(0, 3);
  expect(reader.writes).toBe(0);
  jest.advanceTimersByTime(100);
  expect([reader.read(), reader.writes]).toEqual([all, 1]);
});

it('those of a busy one some thirty at a time, none of them cut in two', () => {
  const all = write(0, 400);
  expect(output.flush()).toBe(true);
  expect(reader.read()).toBe(all);
  expect(reader.writes).toBeLessThan(20);
});

it('a line longer than a pipe takes as one goes out whole', () => {
  const long = `${'y'.repeat(20_000)}\n`;
  output.write(long);
  output.write(line(1));
  output.flush();
  expect(reader.read()).toBe(long + line(1));
});

it('a reader that takes pieces gets every byte once, in order', () => {
  reader.takes = 7;
  const all = write(0, 50);
  output.flush();
  expect(reader.read()).toBe(all);
});

it('a slow reader keeps nobody waiting, and gets all of it later', () => {
  reader.takes = 'EAGAIN';
  const all = write(0, 200);
  expect(output.flush()).toBe(false);
  const { writes } = reader;
  jest.advanceTimersByTime(1_000);
  expect(reader.writes - writes).toBeLessThanOrEqual(11);
  reader.takes = Infinity;
  jest.advanceTimersByTime(100);
  expect(reader.read()).toBe(all);
});

it('what one that is stuck does not take is lost beyond a megabyte, and counted', () => {
  reader.takes = 'EAGAIN';
  write(0, 20_000);
  reader.takes = Infinity;
  output.flush();
  const lines = reader.read().trimEnd().split('\n');
  const told = JSON.parse(lines.at(-1) ?? '') as { count: number; msg: string };
  expect(told.msg).toBe('lines of the process log were lost: nobody read them');
  expect(lines.length - 1 + told.count).toBe(20_000);
  expect(reader.text.length).toBeLessThan(1.1 * 1024 * 1024);
  output.write(line(1));
  output.flush();
  expect(reader.read().endsWith(line(1))).toBe(true);
});

it('a full disk is tried again', () => {
  reader.takes = 'ENOSPC';
  const all = write(0, 3);
  jest.advanceTimersByTime(500);
  reader.takes = Infinity;
  jest.advanceTimersByTime(100);
  expect(reader.read()).toBe(all);
});

it('behind a reader that is gone nothing is kept, and the end does not wait', () => {
  write(0, 3);
  reader.takes = 'EPIPE';
  const began = performance.now();
  output.end();
  expect(performance.now() - began).toBeLessThan(500);
  const { writes } = reader;
  write(0, 1_000);
  jest.advanceTimersByTime(1_000);
  expect(reader.writes).toBe(writes);
});

it('the end waits a second at most for one that is stuck', () => {
  reader.takes = 'EAGAIN';
  write(0, 3);
  const began = performance.now();
  output.end();
  const waited = performance.now() - began;
  expect(waited).toBeGreaterThanOrEqual(990);
  expect(waited).toBeLessThan(2_000);
});
