/** What one check of `rollbook doctor` found. */
export interface Finding {
  readonly area: 'configuration' | 'database' | 'server' | 'address' | 'directory';
  readonly name: string;
  /** `problem`: it does not work, or will lose something; `warning`: it works, but not as most would want it. */
  readonly level: 'ok' | 'warning' | 'problem';
  /** What is so; one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly action?: string;
}

type Area = Finding['area'];

/** The three levels for the checks of one area. */
export function findingsIn(area: Area) {
  return {
    ok: (name: string, message: string): Finding => ({ area, name, level: 'ok', message }),
    warning: (name: string, message: string, action: string): Finding => ({
      ...{ area, name, level: 'warning', message, action },
    }),
    problem: (name: string, message: string, action: string): Finding => ({
      ...{ area, name, level: 'problem', message, action },
    }),
  };
}
