import { readFileSync } from 'node:fs';

/** Reads single variables and collects what is wrong with them, so that one message can list it all. */
export class VariableReader {
  readonly problems: string[] = [];

  constructor(private readonly source: NodeJS.ProcessEnv) {}

  /** An empty variable counts as unset: that is what `${NAME:-}` in a compose file makes of it. */
  text(name: string): string | undefined {
    const value = this.source[name];
    return value === undefined || value === '' ? undefined : value;
  }

  /** A variable that may also come from the file that `NAME_FILE` names (a mounted secret). */
  secret(name: string): string | undefined {
    const value = this.text(name);
    const file = this.text(`${name}_FILE`);
    if (file === undefined) return value;
    if (value !== undefined)
      return this.refuse(name, `is set together with ${name}_FILE; expected only one of the two`);
    return this.contents(`${name}_FILE`, file);
  }

  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    const chosen = choices.find((choice) => choice === value);
    return chosen ?? this.refuse(name, `is ${quoted(value)}; expected one of ${choices.join(', ')}`) ?? otherwise;
  }

  /** Notes the problem; the answer lets a caller write `return refuse(…)` where there is no value. */
  refuse(name: string, problem: string): undefined {
    this.problems.push(`${name}: ${problem}`);
    return undefined;
  }

  private contents(name: string, file: string): string | undefined {
    let contents: string;
    try {
      contents = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      return this.refuse(name, `names a file that cannot be read (${code}); expected a readable file with the value`);
    }
    return contents === '' ? this.refuse(name, 'names an empty file; expected a file with the value') : contents;
  }
}

/** A value that is not secret, short enough for a line. */
export function quoted(value: string): string {
  return JSON.stringify(value.length <= 60 ? value : `${value.slice(0, 59)}…`);
}
