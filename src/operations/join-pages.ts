import { SOURCE_UP } from './source-up.js';

/** The metrics of one of several workers in Prometheus' text format; without one where it did not answer in time. */
export interface WorkerPage {
  /** Its place among them. */
  readonly worker: number;
  readonly text?: string;
}

interface Family {
  /** HELP and TYPE. */
  readonly head: string[];
  readonly samples: string[];
}

const HELP = /^# HELP (\S+)/;
const NAME = /^([^\s{]+)(\{)?/;

/**
 * One page of those of several workers: each sample says in its label `worker` whose it is, as the same metrics of several
 * instances would. A worker without a page is a source that is not up.
 * @param pages in Prometheus' text format 0.0.4
 */
export function joinPages(pages: readonly WorkerPage[]): string {
  const up: Family = {
    head: [`# HELP ${SOURCE_UP.name} ${SOURCE_UP.help}`, `# TYPE ${SOURCE_UP.name} gauge`],
    samples: [],
  };
  const families = new Map([[SOURCE_UP.name, up]]);
  for (const { worker, text } of pages) {
    let family: Family = { head: [], samples: [] };
    let isKnown = false;
    for (const line of text?.split('\n') ?? []) {
      const name = HELP.exec(line)?.[1];
      if (name !== undefined) {
        isKnown = families.has(name);
        family = families.get(name) ?? { head: [], samples: [] };
        families.set(name, family);
      }
      if (!line.startsWith('#')) family.samples.push(...labelled(line, worker));
      else if (!isKnown) family.head.push(line);
    }
  }
  for (const { worker, text } of pages)
    up.samples.push(`${SOURCE_UP.name}{worker="${worker}",source="worker"} ${Number(text !== undefined)}`);
  return [...families.values()].flatMap(({ head, samples }) => [...head, ...samples, '']).join('\n');
}

function labelled(line: string, worker: number): readonly string[] {
  if (line === '') return [];
  const label = `worker="${worker}"`;
  return [
    line.replace(NAME, (_, name: string, brace?: string) => `${name}{${label}${brace === undefined ? '}' : ','}`),
  ];
}
