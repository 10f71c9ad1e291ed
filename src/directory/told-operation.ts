import type { CallOperation } from '../audit/call.js';
import type { LogTarget } from '../audit/log-event.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { targetOf, targetOfId } from './name-of.js';
import type { StoredResource } from './resource-store.js';
import { DamagedDocument } from './stored-text.js';
import { type Happening, type Wording, WORDINGS } from './wordings.js';

/** What a call is about, as well as it is known. */
export interface About {
  /** Absent: that of `stored`. */
  readonly name?: string;
  readonly id?: string;
  readonly stored?: StoredResource | undefined;
  readonly result?: string;
  /** Of a read: how many were found. */
  readonly found?: number;
}

/** What reading one after the other is called. */
const SINGLE = { User: 'read single users', Group: 'read single groups' } as const;

/** What a call does to users or groups. The words are made when somebody asks: of most reads nobody does. */
export class ToldOperation implements CallOperation {
  readonly eventType: string;
  private readonly wording: Wording;

  /** @param who the name of the connector */
  constructor(
    private readonly type: ResourceTypeName,
    private readonly happening: Happening,
    private readonly who: string,
    private readonly about: About,
  ) {
    this.wording = WORDINGS[type][happening];
    this.eventType = this.wording.eventType;
  }

  get success(): string {
    const { result = this.happening === 'update' ? 'nothing had to be changed' : undefined } = this.about;
    return `${this.who} ${this.wording.done} ${this.name}`.trimEnd() + (result === undefined ? '' : `: ${result}`);
  }

  get failure(): string {
    return `${this.who} ${this.wording.failed} ${this.name}`.trimEnd();
  }

  private get name(): string {
    const { name, stored } = this.about;
    return name ?? (stored === undefined ? '' : this.targetOfStored(stored).alternateId);
  }

  get target(): LogTarget | undefined {
    const { stored, id } = this.about;
    if (stored !== undefined) return this.targetOfStored(stored);
    return id === undefined ? undefined : targetOfId(this.type, id);
  }

  /** A call that failed because of a damaged document leaves its event all the same. */
  private targetOfStored(stored: StoredResource): LogTarget {
    try {
      return targetOf(stored);
    } catch (error) {
      if (error instanceof DamagedDocument) return targetOfId(this.type, stored.id);
      throw error;
    }
  }

  get read(): CallOperation['read'] {
    const { found } = this.about;
    if (found === undefined) return undefined;
    return { done: this.happening === 'read' ? SINGLE[this.type] : this.wording.done, found };
  }
}
