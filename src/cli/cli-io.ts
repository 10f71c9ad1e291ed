/** What the commands need from the program around them. */
export interface CliIo {
  readonly environment: NodeJS.ProcessEnv;
  /** Standard output; the text brings its own line ends. */
  write(text: string): void;
  /** Standard error. */
  writeError(text: string): void;
  /** Ends `logs --follow`. */
  readonly interrupted: AbortSignal;
}

export const EXIT = { ok: 0, refused: 1, usage: 2, unreachable: 3, unwritten: 4 } as const;
