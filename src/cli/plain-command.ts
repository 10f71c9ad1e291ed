import { type CliIo, EXIT } from './cli-io.js';

/** A command that takes neither words nor options. */
export interface PlainCommand {
  readonly word: string;
  /** What `--help` says below the usage; brings its own line ends. */
  readonly help: string;
}

/** `perform` is called only where nothing follows the word: what is not understood must not be done. @returns the exit status */
export async function plainCommand(
  { word, help }: PlainCommand,
  argv: readonly string[],
  io: Pick<CliIo, 'write' | 'writeError'>,
  perform: () => Promise<number>,
): Promise<number> {
  const usage = `Usage: rollbook ${word}\n\n${help}`;
  if (asksForHelp(argv)) {
    io.write(usage);
    return EXIT.ok;
  }
  if (argv.length === 0) return perform();
  io.writeError(unknownOption(word, argv, usage));
  return EXIT.usage;
}

export const asksForHelp = (argv: readonly string[]): boolean => argv.includes('--help') || argv.includes('-h');

export function unknownOption(word: string, argv: readonly string[], usage: string): string {
  return `rollbook ${word}: ${JSON.stringify(argv.join(' ').slice(0, 60))} is no option of it\n\n${usage}`;
}
