/** What a run of scenarios found. Holds no credential. */
export interface Report {
  readonly ok: boolean;
  readonly baseUrl: string;
  readonly scenarios: readonly ScenarioReport[];
  /** Remarks that do not fail the run. */
  readonly notes: readonly string[];
}

export interface ScenarioReport {
  readonly name: string;
  readonly ok: boolean;
  readonly steps: readonly StepReport[];
  /** Steps after the first failure, which were not played. */
  readonly notRun: number;
}

export interface StepReport {
  readonly scenario: string;
  /** Whom the scenario plays. */
  readonly provider: string;
  readonly number: number;
  readonly title: string;
  readonly asAdmin: string;
  readonly optional: boolean;
  readonly ok: boolean;
  readonly durationMs: number;
  readonly failure?: StepFailureReport;
}

export interface StepFailureReport {
  /** What was expected and what came, in words. */
  readonly reason: string;
  /** Method and target of the request in question. */
  readonly request?: string;
  readonly status?: number;
  /** The beginning of the body. */
  readonly body?: string;
  /** The error text of Okta's task list, where Okta was played and the answer was an HTTP error. */
  readonly oktaError?: string;
}

/** One line for a step that went well; a small paragraph for the one that did not. */
export function stepLines(step: StepReport): string {
  const number = String(step.number).padStart(3);
  const line = `${step.ok ? 'ok  ' : 'FAIL'} ${number}  ${step.title}  ${step.durationMs} ms`;
  if (step.failure === undefined) return line;
  const { reason, request, status, body, oktaError } = step.failure;
  return [
    line,
    `          ${reason}`,
    ...(request === undefined ? [] : [`          request: ${request}`]),
    ...(status === undefined ? [] : [`          answer:  ${status} ${body ?? ''}`.trimEnd()]),
    `          In ${step.provider}: ${step.asAdmin}`,
    ...(oktaError === undefined ? [] : [`          Okta's error text: "${oktaError}"`]),
  ].join('\n');
}

export function summaryLines(report: Report): string {
  const steps = report.scenarios.flatMap((scenario) => scenario.steps);
  const passed = steps.filter((step) => step.ok).length;
  const notRun = report.scenarios.reduce((sum, scenario) => sum + scenario.notRun, 0);
  const verdict = report.ok
    ? `All ${passed} steps went well: ${steps[0]?.provider ?? 'the provider'} would show no error.`
    : `${passed} steps went well, 1 failed, ${notRun} were not played.`;
  return [...report.notes.map((note) => `note: ${note}`), verdict].join('\n');
}
