import type { Worker } from 'node:cluster';
import { type CrewMessage, isCrewMessage, type WorkerPage } from './operations/crew-message.js';

/** A source within a worker is given two seconds. */
const PATIENCE_MS = 3_000;

interface Gathering {
  readonly texts: Map<Worker, string>;
  readonly asked: ReadonlyMap<number, Worker | undefined>;
  readonly end: () => void;
}

/** In the first process: asks every worker for its metrics, for the one of them that is scraped. */
export class PageGatherer {
  private readonly gatherings = new Map<number, Gathering>();
  private latest = 0;

  /** @param workers who has each place now; nobody while one that died is not replaced */
  constructor(
    private readonly workers: () => ReadonlyMap<number, Worker | undefined>,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  hear(worker: Worker, message: unknown): void {
    if (!isCrewMessage(message)) return;
    if (message.crew === 'scraped') this.gather(worker, message.id);
    if (message.crew === 'page') this.take(worker, message.id, message.text);
  }

  private gather(scraped: Worker, id: number): void {
    const asked = this.workers();
    const own = (this.latest += 1);
    const texts = new Map<Worker, string>();
    const timer = setTimeout(() => end(), this.patienceMs);
    const end = (): void => {
      clearTimeout(timer);
      this.gatherings.delete(own);
      say(scraped, { crew: 'pages', id, pages: pagesOf(asked, texts) });
    };
    this.gatherings.set(own, { texts, asked, end });
    for (const worker of asked.values()) if (worker !== undefined) say(worker, { crew: 'ask', id: own });
  }

  private take(worker: Worker, id: number, text: string): void {
    const gathering = this.gatherings.get(id);
    if (gathering === undefined) return;
    const { texts, asked, end } = gathering;
    texts.set(worker, text);
    if ([...asked.values()].every((one) => one === undefined || texts.has(one))) end();
  }
}

const pagesOf = (asked: Gathering['asked'], texts: Gathering['texts']): readonly WorkerPage[] =>
  [...asked].map(([worker, process]) => {
    const text = process && texts.get(process);
    return text === undefined ? { worker } : { worker, text };
  });

/** One that has ended hears nothing. */
function say(worker: Worker, message: CrewMessage): void {
  if (worker.isConnected()) worker.send(message, undefined, () => undefined);
}
