import { MemoryLog } from '../../test/support/memory-log.js';
import type { LastUse } from './credential-store.js';
import { LastUseRecorder } from './last-use-recorder.js';

const use = (pk: number, at: string): LastUse => ({ pk, at, ip: null });

describe('last uses', () => {
  it('are written in one batch, the latest of each', async () => {
    const written: (readonly LastUse[])[] = [];
    const recorder = new LastUseRecorder(async (uses) => void written.push(uses), new MemoryLog());
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
      const written: (readonly LastUse[])[] = [];
      const recorder = new LastUseRecorder(async (uses) => void written.push(uses), new MemoryLog(), 30_000);
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
    const written: (readonly LastUse[])[] = [];
    const log = new MemoryLog();
    let isDown = true;
    const recorder: LastUseRecorder = new LastUseRecorder(async (uses) => {
      if (!isDown) return void written.push(uses);
      recorder.note(use(1, 'later'));
      throw new Error('down');
    }, log);
    recorder.note(use(1, 'a'));
    recorder.note(use(2, 'b'));
    await recorder.flush();
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { pending: 2 } }]);
    isDown = false;
    await recorder.flush();
    expect(written).toEqual([[use(1, 'later'), use(2, 'b')]]);
  });
});
