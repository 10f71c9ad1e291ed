/** The metrics of one of several workers in Prometheus' text format; without one where it did not answer in time. */
export interface WorkerPage {
  /** Its place, from 1 on; whoever takes the place of one that died has it again. */
  readonly worker: number;
  readonly text?: string;
}

/** What workers and the first process say to each other about metrics. An `id` is of who asked. */
export type CrewMessage =
  /** A worker to the first process: it is scraped. */
  | { readonly crew: 'scraped'; readonly id: number }
  /** The first process to each worker. */
  | { readonly crew: 'ask'; readonly id: number }
  /** A worker to the first process. */
  | { readonly crew: 'page'; readonly id: number; readonly text: string }
  /** The first process to the worker that is scraped. */
  | { readonly crew: 'pages'; readonly id: number; readonly pages: readonly WorkerPage[] };

export function isCrewMessage(message: unknown): message is CrewMessage {
  return typeof message === 'object' && message !== null && 'crew' in message;
}
