/** The tokens that the environment gives, as a class so that Nest can inject them. */
export class BootstrapToken {
  /**
   * @param value `ADMIN_TOKEN`
   * @param metrics `METRICS_TOKEN`: reads the metrics and nothing else, also while the database does not answer
   */
  constructor(
    readonly value: string | undefined,
    readonly metrics: string | undefined = undefined,
  ) {}
}
