/**
 * This folder plays an identity provider: it speaks HTTP to a SCIM base URL and knows nothing of the server behind it.
 * It imports constants and JSON types from `protocol` and never any server code, so that a fault of the server cannot
 * hide in the simulator too.
 */
import type { Session } from './session.js';

/** What a step works with: the session, and what earlier steps of the same scenario captured. */
export type StepContext<V> = Session & { readonly vars: V };

export interface Step<V> {
  /** The name of the step in the provider's own suite where it has one. */
  readonly title: string;
  /** One sentence in the words of the provider's admin: what this step is, and what would be seen if it failed. */
  readonly asAdmin: string;
  /** An "Optional Test" of the official suite: reported as such, and required all the same. */
  readonly optional?: boolean;
  /** @throws StepFailure when the server's answer is not what the provider needs */
  run(context: StepContext<V>): Promise<void>;
}

export interface RunnableStep {
  readonly title: string;
  readonly asAdmin: string;
  readonly optional: boolean;
  run(session: Session): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  /** Whom it plays, as an admin calls it: `Okta`. */
  readonly provider: string;
  /** One line for the help text. */
  readonly summary: string;
  /** The number of the first step: 0 where a precondition precedes an official step 1. */
  readonly firstNumber: number;
  /** The steps over fresh variables, so that a scenario can run again and again against one directory. */
  begin(): readonly RunnableStep[];
}

/** Binds steps to the variables they share. `variables` is called once for each run and makes new random names. */
export function defineScenario<V extends object>(definition: {
  readonly name: string;
  readonly provider: string;
  readonly summary: string;
  readonly firstNumber?: number;
  readonly variables: () => V;
  readonly steps: readonly Step<V>[];
}): Scenario {
  const { name, provider, summary, firstNumber = 1, variables, steps } = definition;
  return {
    name,
    provider,
    summary,
    firstNumber,
    begin: () => {
      const vars = variables();
      return steps.map((step) => ({
        title: step.title,
        asAdmin: step.asAdmin,
        optional: step.optional ?? false,
        run: (session) => step.run({ ...session, vars }),
      }));
    },
  };
}
