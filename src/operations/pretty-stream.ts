import type { DestinationStream } from 'pino';

/** Renders the JSON lines of the process log for a terminal: `20:15:01 INFO request method=GET status=200 …`. */
export function prettyStream(output: { write(text: string): unknown }): DestinationStream {
  return {
    write(line: string): void {
      const { time, level, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const words = Object.entries(fields).map(
        ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : '';
      output.write(
        `${String(time).slice(11, 19)} ${String(level).toUpperCase()} ${String(msg)} ${words.join(' ')}${stack}\n`,
      );
    },
  };
}
