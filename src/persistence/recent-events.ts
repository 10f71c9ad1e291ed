import type { LogEvent } from '../audit/log-event.js';

export interface RecentEvent {
  readonly event: LogEvent;
  /** As it was sent to be stored. */
  readonly text: string;
}

/** Of their texts: some seconds of a busy log, and 16 MB of memory. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * The events that this process appended last, for whoever follows the log in this process: they need not be read and parsed
 * again. What is in here may have been undone, and so is never asked for; what is not in here is read. It is the text
 * that was meant to be stored: one that is altered in the database before it was followed breaks the chain.
 */
export class RecentEvents {
  private readonly byUuid = new Map<string, RecentEvent>();
  private characters = 0;

  note(event: LogEvent, text: string): void {
    this.take(event.uuid);
    this.byUuid.set(event.uuid, { event, text });
    this.characters += text.length;
    for (const uuid of this.byUuid.keys()) {
      if (this.characters <= MOST_CHARACTERS) return;
      this.take(uuid);
    }
  }

  find(uuid: string): RecentEvent | undefined {
    return this.byUuid.get(uuid);
  }

  /** Forgets it, for it was followed. */
  take(uuid: string): void {
    this.characters -= this.byUuid.get(uuid)?.text.length ?? 0;
    this.byUuid.delete(uuid);
  }
}
