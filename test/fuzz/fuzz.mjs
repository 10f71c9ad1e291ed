// npm run fuzz -- --cases N --seed N: the protocol core against inputs that nobody sends on purpose.
import { parseArgs } from 'node:util';
import { DEFECTS, withDefect } from './defects.mjs';
import { mutate, mutateString } from './mutate.mjs';
import { arePrototypesChanged } from './prototypes.mjs';
import { Random } from './random.mjs';
import { judge, runCase } from './run-case.mjs';
import { shrink } from './shrink.mjs';
import { TARGETS } from './targets.mjs';
import { TOKENS } from './words.mjs';

const HELP = `Usage: npm run fuzz -- [options]

Feeds filters, paths, queries, resources, PATCH, bulk and search requests, by grammar and mutated, to the protocol core.
Only a SCIM error may be thrown, no case may take longer than 20 ms, no prototype may change, and what is accepted must
be accepted again.

  --cases N         how many (100000)
  --seed N          what they are made from (1); the same seed makes the same cases
  --from N          the first case (0): goes on where another run ended
  --target LIST     of ${Object.keys(TARGETS).join(', ')}
  --failures N      stops after so many different failures (5)
  --defect NAME     the negative control: ${Object.keys(DEFECTS).join(', ')}
`;
const CASES_BETWEEN_CHECKS = 10_000;
const MS_BETWEEN_LINES = 30_000;

function readOptions() {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      target: { type: 'string' },
      failures: { type: 'string', default: '5' },
      defect: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [cases, seed, from, failures] = ['cases', 'seed', 'from', 'failures'].map((name) => {
    if (!/^\d{1,15}$/.test(values[name])) throw new Error(`--${name} is a whole number`);
    return Number(values[name]);
  });
  const names = values.target?.split(',') ?? Object.keys(TARGETS);
  for (const name of names) if (!Object.hasOwn(TARGETS, name)) throw new Error(`there is no target ${name}`);
  if (values.defect !== undefined && !Object.hasOwn(DEFECTS, values.defect))
    throw new Error(`there is no defect ${values.defect}`);
  const targets = names.map((name) => ({
    name,
    ...(values.defect === undefined ? TARGETS[name] : withDefect(TARGETS[name], values.defect)),
  }));
  return { cases, seed, from, failures, targets, help: values.help };
}

/** Half by grammar alone, half mutated; of JSON mostly the strings in it, as what is no JSON gets nowhere. */
function inputOf(target, random) {
  const text = target.make(random);
  if (random.once(2)) return text;
  const change = target.isJson && !random.once(4) ? mutateString : mutate;
  return change(random, text, random.once(4) ? target.make(random) : random.pick(TOKENS));
}

function fuzz({ cases, seed, from, failures, targets }) {
  const counts = { accepted: 0, refused: 0, skipped: 0, failed: 0 };
  const found = new Map();
  const slowest = { ms: 0 };
  const begun = performance.now();
  let spoken = begun;
  let number = from;
  const line = () => {
    const seconds = (performance.now() - begun) / 1000;
    const rate = Math.round((number - from) / seconds);
    return `${number - from} cases (${counts.accepted} accepted, ${counts.refused} refused, ${counts.skipped} no JSON), ${found.size} failures, ${rate}/s, slowest ${slowest.ms.toFixed(1)} ms (case ${slowest.number}, ${slowest.target}); go on with --from ${number}`;
  };
  for (; number < from + cases && found.size < failures; number += 1) {
    const random = new Random(seed, number);
    const target = targets[number % targets.length];
    const text = inputOf(target, random);
    const { outcome, failure, ms } = judge(target, text);
    counts[outcome] += 1;
    if (ms > slowest.ms) Object.assign(slowest, { ms, number, target: target.name });
    if (failure !== undefined) note({ found, target, failure, number, text });
    if (number % CASES_BETWEEN_CHECKS !== 0) continue;
    if (arePrototypesChanged()) note({ found, target, failure: 'a method of a prototype was replaced', number, text });
    if (performance.now() - spoken < MS_BETWEEN_LINES) continue;
    spoken = performance.now();
    console.log(line());
  }
  console.log(line());
  return [...found.values()];
}

/** Failures with the same words at the same target are one. */
function note({ found, target, failure, number, text }) {
  const kind = failure.replace(/\d+/g, 'N');
  const key = `${target.name}: ${kind}`;
  if (found.has(key)) return;
  const failsAlike = (candidate) => {
    const again = failure.includes(' ms ') ? judge(target, candidate) : runCase(target, candidate);
    return again.failure?.replace(/\d+/g, 'N') === kind;
  };
  found.set(key, { target: target.name, failure, number, text: failsAlike(text) ? shrink(text, failsAlike) : text });
}

// Most refusals are made to be thrown away; their stacks would cost a third of the time.
Error.stackTraceLimit = 0;
try {
  const options = readOptions();
  if (options.help) console.log(HELP);
  else {
    const failures = fuzz(options);
    for (const { target, failure, number, text } of failures) {
      console.log(`\nFAILED ${target}: ${failure}\n  again: --seed ${options.seed} --from ${number} --cases 1`);
      console.log(`  input: ${JSON.stringify(text)}`);
    }
    process.exitCode = failures.length > 0 ? 1 : 0;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
