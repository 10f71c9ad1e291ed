import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ProcessLog } from '../audit/process-log.js';
import { ScimError } from '../protocol/scim-error.js';
import { type CrewMessage, isCrewMessage, isOfCrew } from './crew-message.js';
import { joinPages, type WorkerPage } from './join-pages.js';
import { MetricsPage } from './metrics-page.js';

/** Longer than the first process waits for the workers, shorter than the ten seconds of Prometheus. */
const PATIENCE_MS = 5_000;

interface Scrape {
  readonly texts: Map<number, string>;
  readonly end: (pages: readonly WorkerPage[]) => void;
}

/**
 * What is scraped: the page of this process, or of all workers where it is one of several, for a scrape reaches any of them and
 * counters that are of another process each time would mean nothing.
 */
@Injectable()
export class CrewPages implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly scrapes = new Map<number, Scrape>();
  private latest = 0;

  constructor(
    private readonly own: MetricsPage,
    private readonly log: ProcessLog,
  ) {}

  onApplicationBootstrap(): void {
    if (isOfCrew()) process.on('message', this.hear);
  }

  onApplicationShutdown(): void {
    process.off('message', this.hear);
  }

  /** @throws ScimError 503 where the first process does not answer */
  async render(): Promise<string> {
    return isOfCrew() ? joinPages(await this.ofAll()) : this.own.render();
  }

  private async ofAll(): Promise<readonly WorkerPage[]> {
    const id = (this.latest += 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        const give = (): void => reject(ScimError.unavailable('The first process does not answer its workers.'));
        timer = setTimeout(give, PATIENCE_MS);
        this.scrapes.set(id, { texts: new Map(), end: resolve });
        say({ crew: 'scraped', id });
      });
    } finally {
      clearTimeout(timer);
      this.scrapes.delete(id);
    }
  }

  private async tell(id: number): Promise<void> {
    try {
      say({ crew: 'page', id, text: await this.own.render() });
    } catch (error) {
      this.log.error({ err: error }, 'the metrics of this worker cannot be shown');
    }
  }

  private readonly hear = (message: unknown): void => {
    if (!isCrewMessage(message)) return;
    const scrape = this.scrapes.get(message.id);
    if (message.crew === 'pageOf') scrape?.texts.set(message.place, message.text);
    if (message.crew === 'end') scrape?.end(message.places.map((place) => pageOf(place, scrape.texts.get(place))));
    if (message.crew === 'ask') void this.tell(message.id);
  };
}

const pageOf = (worker: number, text: string | undefined): WorkerPage =>
  text === undefined ? { worker } : { worker, text };

/** A first process that has gone hears nothing, and this one ends soon, too. */
function say(message: CrewMessage): void {
  process.send?.(message, undefined, undefined, () => undefined);
}
