import type { CallOperation } from '../audit/call.js';
import type { LogTarget } from '../audit/log-event.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { targetOf, targetOfId } from './name-of.js';
import type { StoredResource } from './resource-store.js';
import { type Happening, type Wording, WORDINGS } from './wordings.js';

/** What a call is about, as well as it is known. */
export interface About {
  readonly name: string;
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
    const { name, result = this.happening === 'update' ? 'nothing had to be changed' : undefined } = this.about;
    return `${this.who} ${this.wording.done} ${name}`.trimEnd() + (result === undefined ? '' : `: ${result}`);
  }

  get failure(): string {
    return `${this.who} ${this.wording.failed} ${this.about.name}`.trimEnd();
  }

  get target(): LogTarget | undefined {
    const { stored, id } = this.about;
    if (stored !== undefined) return targetOf(stored);
    return id === undefined ? undefined : targetOfId(this.type, id);
  }

  get read(): CallOperation['read'] {
    const { found } = this.about;
    if (found === undefined) return undefined;
    return { done: this.happening === 'read' ? SINGLE[this.type] : this.wording.done, found };
  }
}
