import { MemoryLog } from '../../test/support/memory-log.js';
import { BatchRecorder } from './batch-recorder.js';

interface Use {
  readonly pk: number;
  readonly at: string;
}

const use = (pk: number, at: string): Use => ({ pk, at });
const OPTIONS = { intervalMs: 30_000, what: 'last uses' };

describe('notes', () => {
  it('are written in one batch, the latest of each', async () => {
    const written: (readonly Use[])[] = [];
    const recorder = new BatchRecorder<Use>(async (uses) => void written.push(uses), new MemoryLog(), OPTIONS);
    recorder.note(use(1, 'a'));
    recorder.note(use(2, 'b'));
    recorder.note(use(1, 'c'));
    expect(written).toEqual([]);
    await recorder.flush();
    await recorder.flush();
    expect(written).toEqual([[use(1, 'c'), use(2, 'b')]]);
  });

  it('are written by themselves after the interval, at most once per interval', async () => {
    jest.useFakeTimers();
    try {
      const written: (readonly Use[])[] = [];
      const recorder = new BatchRecorder<Use>(async (uses) => void written.push(uses), new MemoryLog(), OPTIONS);
      for (let second = 0; second < 60; second += 1) {
        recorder.note(use(1, String(second)));
        await jest.advanceTimersByTimeAsync(1_000);
      }
      expect(written).toEqual([[use(1, '29')], [use(1, '59')]]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('survive a failed write, unless there is a later one', async () => {
    const written: (readonly Use[])[] = [];
    const log = new MemoryLog();
    let isDown = true;
    const recorder: BatchRecorder<Use> = new BatchRecorder<Use>(
      async (uses) => {
        if (!isDown) return void written.push(uses);
        recorder.note(use(1, 'later'));
        throw new Error('down');
      },
      log,
      OPTIONS,
    );
    recorder.note(use(1, 'a'));
    recorder.note(use(2, 'b'));
    await recorder.flush();
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { pending: 2 } }]);
    isDown = false;
    await recorder.flush();
    expect(written).toEqual([[use(1, 'later'), use(2, 'b')]]);
  });

  it('are merged as told, and can be asked for until they are written', async () => {
    const merge = (earlier: Use, later: Use): Use => use(later.pk, `${earlier.at}${later.at}`);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const recorder = new BatchRecorder<Use>(() => gate, new MemoryLog(), { ...OPTIONS, merge });
    recorder.note(use(1, 'a'));
    recorder.note(use(1, 'b'));
    expect(recorder.unwritten(1)).toEqual(use(1, 'ab'));
    const flushed = recorder.flush();
    recorder.note(use(1, 'c'));
    expect(recorder.unwritten(1)).toEqual(use(1, 'abc'));
    release();
    await flushed;
    expect(recorder.unwritten(1)).toEqual(use(1, 'c'));
    await recorder.flush();
    expect(recorder.unwritten(1)).toBeUndefined();
    expect(recorder.unwritten(2)).toBeUndefined();
  });

  it('that could not be written are merged with later ones', async () => {
    const written: (readonly Use[])[] = [];
    let isDown = true;
    const merge = (earlier: Use, later: Use): Use => use(later.pk, `${earlier.at}${later.at}`);
    const recorder: BatchRecorder<Use> = new BatchRecorder<Use>(
      async (uses) => {
        if (!isDown) return void written.push(uses);
        recorder.note(use(1, 'b'));
        throw new Error('down');
      },
      new MemoryLog(),
      { ...OPTIONS, merge },
    );
    recorder.note(use(1, 'a'));
    await recorder.flush();
    isDown = false;
    await recorder.flush();
    expect(written).toEqual([[use(1, 'ab')]]);
  });
});
