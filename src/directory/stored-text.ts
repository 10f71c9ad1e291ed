import type { ResourceDocument } from '../protocol/resource.js';
import type { StoredResource } from './resource-store.js';

/** A resource whose document is parsed when it is first asked for: many answers need its text alone. */
export function storedWithText(facts: Omit<StoredResource, 'document'>, text: string): StoredResource {
  return new TextResource(facts, text);
}

/** The JSON of the document as it is stored; undefined where the resource is a copy of another, or was made here. */
export function textOf(stored: StoredResource): string | undefined {
  return TextResource.textOf(stored);
}

/** A document that is no JSON: the database was changed by something else than this server. Says which, and nothing of what it holds. */
export class DamagedDocument extends Error {
  constructor({ type, id }: Pick<StoredResource, 'type' | 'id'>) {
    super(`the document of the ${type.toLowerCase()} ${id} in the database is damaged: restore it from a backup`);
    this.name = 'DamagedDocument';
  }
}

/** @throws DamagedDocument */
export function assertReadable(stored: StoredResource): void {
  void stored.document;
}

/** `{ ...stored }` copies the document, and never the text: what a change is made of has none that could be out of date. */
class TextResource implements StoredResource {
  declare readonly pk: StoredResource['pk'];
  declare readonly type: StoredResource['type'];
  declare readonly id: StoredResource['id'];
  declare readonly connectorPk: StoredResource['connectorPk'];
  declare readonly authorized: StoredResource['authorized'];
  declare readonly version: StoredResource['version'];
  declare readonly createdAt: StoredResource['createdAt'];
  declare readonly lastModifiedAt: StoredResource['lastModifiedAt'];
  declare readonly document: ResourceDocument;
  readonly #text: string;
  #document: ResourceDocument | undefined;

  constructor(facts: Omit<StoredResource, 'document'>, text: string) {
    Object.assign(this, facts);
    // An own property, which a getter of the class is not; one function for all, or each would have a shape of its own.
    Object.defineProperty(this, 'document', DOCUMENT);
    this.#text = text;
  }

  static textOf(stored: StoredResource): string | undefined {
    return #text in stored ? stored.#text : undefined;
  }

  static documentOf(stored: TextResource): ResourceDocument {
    return (stored.#document ??= parsed(stored, stored.#text));
  }
}

function parsed(stored: StoredResource, text: string): ResourceDocument {
  try {
    return JSON.parse(text) as ResourceDocument;
  } catch {
    // What V8 says of it quotes the document, which no log may have.
    throw new DamagedDocument(stored);
  }
}

const DOCUMENT = {
  enumerable: true,
  get(this: TextResource): ResourceDocument {
    return TextResource.documentOf(this);
  },
};
