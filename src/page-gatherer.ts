import type { Worker } from 'node:cluster';
import type { ProcessLog } from './audit/process-log.js';
import { type CrewMessage, isCrewMessage } from './operations/crew-message.js';

/** A source within a worker is given two seconds. */
const PATIENCE_MS = 3_000;

interface Gathering {
  /** The place of each that has not answered yet. */
  readonly awaited: Map<Worker, number>;
  readonly tell: (place: number, text: string) => void;
  readonly end: () => void;
}

/** In the first process: asks every worker for its metrics, and hands each page on to the one of them that is scraped. */
export class PageGatherer {
  private readonly gatherings = new Map<number, Gathering>();
  private latest = 0;

  /** @param workers who has each place now; nobody while one that died is not replaced */
  constructor(
    private readonly workers: () => ReadonlyMap<number, Worker | undefined>,
    private readonly log: ProcessLog,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  hear(worker: Worker, message: unknown): void {
    if (!isCrewMessage(message)) return;
    if (message.crew === 'scraped') this.gather(worker, message.id);
    if (message.crew === 'page') this.take(worker, message.id, message.text);
  }

  private gather(scraped: Worker, id: number): void {
    const workers = this.workers();
    const own = (this.latest += 1);
    const awaited = new Map<Worker, number>();
    for (const [place, worker] of workers) if (worker?.isConnected() === true) awaited.set(worker, place);
    const timer = setTimeout(() => {
      for (const { process: late } of awaited.keys())
        this.log.warn({ pid: late.pid }, 'a worker did not show its metrics');
      end();
    }, this.patienceMs);
    const end = (): void => {
      clearTimeout(timer);
      this.gatherings.delete(own);
      say(scraped, { crew: 'end', id, places: [...workers.keys()] });
    };
    const tell = (place: number, text: string): void => say(scraped, { crew: 'pageOf', id, place, text });
    this.gatherings.set(own, { awaited, tell, end });
    for (const worker of awaited.keys()) say(worker, { crew: 'ask', id: own });
  }

  private take(worker: Worker, id: number, text: string): void {
    const gathering = this.gatherings.get(id);
    const place = gathering?.awaited.get(worker);
    if (gathering === undefined || place === undefined) return;
    gathering.awaited.delete(worker);
    gathering.tell(place, text);
    if (gathering.awaited.size === 0) gathering.end();
  }
}

/** One that has ended hears nothing. */
function say(worker: Worker, message: CrewMessage): void {
  if (worker.isConnected()) worker.send(message, undefined, () => undefined);
}
