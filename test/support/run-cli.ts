import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const CLI = join(__dirname, '..', '..', 'dist', 'cli.js');

export interface CliRun {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that runs: `until` resolves when its output matches. */
export interface RunningCli {
  until(pattern: RegExp): Promise<void>;
  end(signal: NodeJS.Signals): void;
  /** Its end, whoever ends it. */
  readonly done: Promise<CliRun>;
}

/** Starts dist/cli.js; the environment is `variables` and PATH alone. */
export function startCli(
  argv: readonly string[],
  variables: Readonly<Record<string, string>>,
  { cwd, input = '' }: { readonly cwd: string; readonly input?: string },
): RunningCli {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: run npm run build');
  const child = spawn(process.execPath, [CLI, ...argv], { cwd, env: { PATH: process.env.PATH, ...variables } });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  child.stdin.end(input);
  const done = once(child, 'close').then(() => ({ status: child.exitCode, ...texts }));
  return {
    done,
    end: (signal) => void child.kill(signal),
    until: async (pattern) => {
      while (!pattern.test(texts.out)) {
        if (child.exitCode !== null) throw new Error(`rollbook ended with ${child.exitCode}: ${texts.err}`);
        await once(child.stdout, 'data');
      }
    },
  };
}
