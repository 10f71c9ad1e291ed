import { notesOnBaseUrl, parseBaseUrl } from './base-url.js';
import { cleanUp } from './clean-up.js';
import { oktaMessage } from './okta-message.js';
import type { Report, ScenarioReport, StepFailureReport, StepReport } from './report.js';
import type { RunnableStep, Scenario } from './scenario.js';
import { openSession, type Session } from './session.js';
import { secretsOf, type SimulatorCredential } from './simulator-credential.js';
import { StepFailure } from './step-failure.js';

const MAX_BODY_SHOWN = 300;
/** Only of Okta is it known what it makes of a base URL and of an error. */
const OKTA = 'Okta';

export interface RunOptions {
  /** SCIM base URL, without `/Users`. */
  readonly baseUrl: string;
  readonly credential: SimulatorCredential;
  /** Delete created users at the end; otherwise they stay, deactivated. */
  readonly deleteUsers?: boolean;
  /** 60,000 as Okta's socket unless a test says otherwise. */
  readonly timeoutMs?: number;
  /** Called as each scenario begins. */
  readonly onScenario?: (scenario: Scenario) => void;
  /** Called after each step. */
  readonly onStep?: (step: StepReport) => void;
}

/**
 * Plays the scenarios in order and stops at the first step that the provider would show as an error. Every scenario makes its
 * own random names, so runs against one directory do not disturb each other's users and groups.
 * @throws Error in plain words when the base URL is unusable; never for what the server answers
 */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<Report> {
  const baseUrl = parseBaseUrl(options.baseUrl);
  const reports: ScenarioReport[] = [];
  const notes = scenarios.some(({ provider }) => provider === OKTA) ? [...notesOnBaseUrl(baseUrl)] : [];
  for (const scenario of scenarios) {
    if (reports.some((report) => !report.ok)) {
      reports.push({ name: scenario.name, ok: false, steps: [], notRun: scenario.begin().length });
      continue;
    }
    const session = openSession(baseUrl, options.credential, options.timeoutMs);
    try {
      options.onScenario?.(scenario);
      reports.push(await runScenario(scenario, session, options));
      notes.push(...(await cleanUp(session, options.deleteUsers ?? false)));
    } finally {
      session.close();
    }
  }
  return { ok: reports.every((report) => report.ok), baseUrl: baseUrl.href, scenarios: reports, notes };
}

async function runScenario(scenario: Scenario, session: Session, options: RunOptions): Promise<ScenarioReport> {
  const pending = scenario.begin();
  const steps: StepReport[] = [];
  for (const [index, step] of pending.entries()) {
    const report = await runStep(scenario, scenario.firstNumber + index, step, session);
    steps.push(report);
    options.onStep?.(report);
    if (!report.ok) return { name: scenario.name, ok: false, steps, notRun: pending.length - steps.length };
  }
  return { name: scenario.name, ok: true, steps, notRun: 0 };
}

async function runStep(scenario: Scenario, number: number, step: RunnableStep, session: Session): Promise<StepReport> {
  const { title, asAdmin, optional } = step;
  const started = performance.now();
  let failure: StepFailureReport | undefined;
  try {
    await step.run(session);
  } catch (error) {
    failure = failureReport(error, session, scenario.provider);
  }
  const durationMs = Math.round(performance.now() - started);
  const { name, provider } = scenario;
  const ok = failure === undefined;
  const result = { scenario: name, provider, number, title, asAdmin, optional, ok, durationMs };
  return failure === undefined ? result : { ...result, failure };
}

function failureReport(error: unknown, session: Session, provider: string): StepFailureReport {
  const secrets = secretsOf(session.credential).flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const withoutSecrets = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '[credential]'), text);
  const reason = withoutSecrets(error instanceof Error ? error.message : 'The step failed.');
  const answer = error instanceof StepFailure ? (error.answer ?? session.lastAnswer()) : undefined;
  if (answer === undefined) return { reason };
  const { request, status, text } = answer;
  const oktaError = provider === OKTA ? oktaMessage(answer) : undefined;
  return {
    reason,
    request: withoutSecrets(`${request.method} ${request.target}`),
    status,
    body: withoutSecrets(text).slice(0, MAX_BODY_SHOWN),
    ...(oktaError === undefined ? {} : { oktaError: withoutSecrets(oktaError) }),
  };
}
