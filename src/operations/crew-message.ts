/** What workers and the first process say to each other about metrics. An `id` is of who asked. */
export type CrewMessage =
  /** A worker to the first process: it is scraped. */
  | { readonly crew: 'scraped'; readonly id: number }
  /** The first process to each worker. */
  | { readonly crew: 'ask'; readonly id: number }
  /** A worker to the first process: its metrics in Prometheus' text format. */
  | { readonly crew: 'page'; readonly id: number; readonly text: string }
  /** The first process to the worker that is scraped: those of one of them. */
  | { readonly crew: 'pageOf'; readonly id: number; readonly place: number; readonly text: string }
  /** Behind the last one. The places are from 1 on; whoever replaces one that died has its place. */
  | { readonly crew: 'end'; readonly id: number; readonly places: readonly number[] };

export function isCrewMessage(message: unknown): message is CrewMessage {
  return typeof message === 'object' && message !== null && 'crew' in message;
}

/** In the environment of a worker: another program may start processes with `cluster`, too, and answers nothing. */
const MARK = 'ROLLBOOK_CREW';
export const CREW_ENVIRONMENT: Readonly<Record<string, string>> = { [MARK]: '1' };

/** Whether this process is a worker of `rollbook serve --workers`. */
export const isOfCrew = (): boolean => process.env[MARK] === '1' && process.send !== undefined;
