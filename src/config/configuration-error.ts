/** The environment cannot be used as it is. The message lists every problem, one per line; no line holds a secret. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['Rollbook cannot start with this configuration:', ...problems.map((problem) => `- ${problem}`)].join('\n'));
    this.name = 'ConfigurationError';
  }
}
