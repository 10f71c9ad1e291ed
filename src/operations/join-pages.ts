import type { WorkerPage } from './crew-message.js';

interface Family {
  /** HELP and TYPE. */
  readonly head: string[];
  readonly samples: string[];
}

const UP = 'rollbook_metric_source_up';
const HELP = /^# HELP (\S+)/;
const NAME = /^([^\s{]+)(\{)?/;

/**
 * One page of those of several workers: each sample says in its label `worker` whose it is, as the same metrics of several
 * instances would. A worker without a page is a source that is not up.
 * @param pages in Prometheus' text format 0.0.4
 */
export function joinPages(pages: readonly WorkerPage[]): string {
  const families = new Map<string, Family>();
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
  const sources = families.get(UP);
  for (const { worker, text } of pages)
    sources?.samples.push(`${UP}{worker="${worker}",source="worker"} ${Number(text !== undefined)}`);
  return [...families.values()].flatMap(({ head, samples }) => [...head, ...samples, '']).join('\n');
}

function labelled(line: string, worker: number): readonly string[] {
  if (line === '') return [];
  const label = `worker="${worker}"`;
  return [
    line.replace(NAME, (_, name: string, brace?: string) => `${name}{${label}${brace === undefined ? '}' : ','}`),
  ];
}
