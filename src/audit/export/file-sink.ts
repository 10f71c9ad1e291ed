import { type FileHandle, open } from 'node:fs/promises';
import type { LineFormat } from './export-line.js';
import { LogSink, SinkDown } from './log-sink.js';

/**
 * A file that grows. It is opened anew for every batch, so it may be moved away and is then made again, and what was taken
 * is on the disk. Readable by its owner alone.
 */
export class FileSink extends LogSink {
  constructor(
    readonly name: string,
    readonly format: LineFormat,
    private readonly path: string,
  ) {
    super();
  }

  override async send(lines: readonly string[]): Promise<void> {
    let file: FileHandle | undefined;
    try {
      file = await open(this.path, 'a+', 0o600);
      await append(file, Buffer.from(lines.map((line) => `${line}\n`).join('')));
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw new SinkDown(`The file cannot be written: ${code}.`, { cause: error });
    } finally {
      await file?.close().catch(() => undefined);
    }
  }
}

/** All or nothing, as far as the disk lets it: a line that was half written is taken back, or at least ended. */
async function append(file: FileHandle, bytes: Buffer): Promise<void> {
  const { size } = await file.stat();
  try {
    if (size > 0 && !(await endsALine(file, size))) await file.writeFile('\n');
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
}

async function endsALine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 0 || buffer[0] === 0x0a;
}
